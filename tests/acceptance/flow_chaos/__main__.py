"""`python -m tests.acceptance.flow_chaos --seconds 60 --seed 1`: one run, with its progress and its verdict."""

import argparse
import signal
import sys

from rich.console import Console

from simpul.errors import SimpulError
from tests.acceptance.flow_chaos.run import Order, run


def main() -> int:
    """Run once; 0 only if something was killed and the flows said what they say in the Driver."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long workers and brokers are struck")
    parser.add_argument("--seed", type=int, default=1, help="of the kills and the stories")
    parser.add_argument("--brokers", type=int, choices=(1, 3), default=3)
    parser.add_argument("--workers", type=int, choices=(2, 3), default=3)
    parser.add_argument("--families", type=int, default=300)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C, with everything stopped
    talk = Console(stderr=True, highlight=False)
    order = Order(
        seconds=given.seconds,
        seed=given.seed,
        brokers=given.brokers,
        workers=given.workers,
        families=given.families,
    )
    try:
        outcome = run(order, say=talk.print)
    except SimpulError as problem:
        sys.stderr.write(f"simpul: {problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("simpul: stopped before the count\n")
        return 130
    for sentence in (*outcome.faults, *outcome.comparison.findings[:20]):
        talk.print(sentence)
    sys.stdout.write(f"{outcome.blows}; {outcome.dead} dead letters\n")
    sys.stdout.write(outcome.last_line + "\n")
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
