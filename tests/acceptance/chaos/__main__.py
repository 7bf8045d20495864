"""`python -m tests.acceptance.chaos --seconds 60 --seed 1`: one run, with its progress and its verdict."""

import argparse
import signal
import sys

from rich.console import Console

from simpul.errors import SimpulError
from tests.acceptance.chaos.run import Order, run


def main() -> int:
    """Run once; 0 only if something was killed and nothing was lost, doubled or disordered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long the load lasts")
    parser.add_argument("--seed", type=int, default=1, help="of the kills and the load")
    parser.add_argument("--brokers", type=int, choices=(1, 3), default=3)
    parser.add_argument("--workers", type=int, choices=(2, 3), default=3)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C, with everything stopped
    talk = Console(stderr=True, highlight=False)
    order = Order(seconds=given.seconds, seed=given.seed, brokers=given.brokers, workers=given.workers)
    try:
        outcome = run(order, say=talk.print)
    except SimpulError as problem:
        sys.stderr.write(f"simpul: {problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("simpul: stopped before the count\n")
        return 130
    for sentence in (*outcome.faults, *outcome.verdict.findings):
        talk.print(sentence)
    sys.stdout.write(f"rate={outcome.per_s:.0f}/s disordered={outcome.verdict.disordered}; {outcome.blows}\n")
    sys.stdout.write(outcome.last_line + "\n")
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
