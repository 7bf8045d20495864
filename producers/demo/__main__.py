"""`python -m producers.demo`: the main job (`make demo`), the same left running (`--keep`), and its end (`--stop`)."""

import argparse
import logging
import signal
import sys

from rich.console import Console

from producers.demo.kept import alone
from producers.demo.plan import Options
from producers.demo.report import WIDTH, print_report
from producers.demo.run import run
from producers.demo.stage import STAYING, demo_folder, demo_settings, end_kept, put_up, take_down
from producers.demo.talk import Talk
from producers.demo.workers import REGISTRY, wait_until_ready
from simpul.errors import SimpulError

INTERRUPTED = 130
LOOK_AROUND = """
Look around:
  export SIMPUL_BOOTSTRAP_SERVERS={bootstrap_servers}
  make demo                                                                       a day, through what is running
  .venv/bin/simpul consume delivery.dinsos-36 --from-beginning --until-end --max 5  what one subscriber has
  .venv/bin/simpul topics drift                                                   catalogue and cluster compared
  make down                                                                       ends it"""


def main() -> int:
    """The exit code: 0 only if the ledger closes."""
    # Both ends are the same to us, and asyncio knows how to end by an interrupt (also where a shell has it ignored).
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    options = _arguments()
    try:
        folder = demo_folder(demo_settings())
        with alone(folder=folder):
            # What libraries have to say belongs to a log, not into the talk.
            logging.basicConfig(filename=folder / "demo.log", filemode="w", level=logging.WARNING)
            if options.stop:
                return _stop()
            return _keep(options) if options.keep else _demo(options)
    except SimpulError as problem:
        print(f"simpul: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("simpul: interrupted; what was started is stopped", file=sys.stderr)
        return INTERRUPTED


def _demo(options: argparse.Namespace) -> int:
    talk = Talk()
    stage = put_up(bootstrap_servers=options.bootstrap_servers, keep=False, talk=talk)
    try:
        wanted = Options(seed=options.seed, events=options.events, per_second=options.per_second)
        outcome = run(stage, options=wanted, talk=talk)
    finally:
        if stage.started:
            talk.say("stopping what was started")
        take_down(stage)
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    print_report(outcome, catalogue=stage.catalogue, console=console)
    talk.say("done")
    return 0 if outcome.ledger.closes else 1


def _keep(options: argparse.Namespace) -> int:
    talk = Talk()
    stage = put_up(bootstrap_servers=options.bootstrap_servers, programs=(*STAYING, REGISTRY), keep=True, talk=talk)
    try:
        wait_until_ready(stage.processes)
    except BaseException:
        take_down(stage)
        raise
    print(f"Kafka                  {stage.settings.bootstrap_servers}")
    for name, address in stage.origins.items():
        print(f"{name + ' reads':<22} {address}")
    for process in stage.processes:
        path = "/subjects" if process.program.name == REGISTRY.name else "/metrics"
        print(f"{process.program.name:<22} {process.address}{path}")
    print(f"logs                   {stage.folder}")
    print(LOOK_AROUND.format(bootstrap_servers=stage.settings.bootstrap_servers))
    return 0


def _stop() -> int:
    ended = end_kept()
    print(f"{ended} processes ended" if ended else "nothing was running", file=sys.stderr)
    return 0


def _arguments() -> argparse.Namespace:
    defaults = Options()
    parser = argparse.ArgumentParser(prog="python -m producers.demo", description=__doc__)
    parser.add_argument("--seed", type=int, default=defaults.seed, help="another day [%(default)s]")
    parser.add_argument("--events", type=int, default=defaults.events, help="events of the day [%(default)s]")
    parser.add_argument("--per-second", type=float, default=defaults.per_second, help="their pace [%(default)s]")
    parser.add_argument("--bootstrap-servers", help="a Kafka to use; by default a local one is started")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--keep", action="store_true", help="leave everything running and say where it is")
    what.add_argument("--stop", action="store_true", help="end what --keep has left running")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
