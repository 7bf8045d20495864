"""`python -m benchmarks`: runs the benchmarks on their own Kafka, prints tables, keeps JSON in benchmarks/results."""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from benchmarks.bus import own_bus
from benchmarks.java import has_maven, make_kafka_streams
from benchmarks.join import JoinRace, all_contenders, run_join
from benchmarks.latency import Load, run_load
from benchmarks.quix_environment import make_quix_environment
from benchmarks.restore import Changelog, run_restore
from benchmarks.results import keep
from benchmarks.route import Race, run_race
from benchmarks.table import join_tables, latency_table, restore_table, route_table
from simpul.errors import SimpulError

NAMES = ("route", "latency", "restore", "join")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit code."""
    given = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # so that what was started is ended
    talk, data = Console(stderr=True, highlight=False), Console(highlight=False)
    try:
        for name in [given.only] if given.only else NAMES:
            if name == "route":
                say = talk.print
                say("making the environment of Quix Streams, if it is not there yet")
                make_quix_environment()
                with own_bus() as bus:
                    figures = run_race(bus, Race(events=given.events, rounds=given.rounds), say=say)
                data.print(route_table(figures))
            elif name == "latency":
                with own_bus() as bus:
                    figures = run_load(bus, Load(seconds=given.seconds), say=talk.print)
                data.print(latency_table(figures))
            elif name == "join":
                figures = _join(given, say=talk.print)
                for table in join_tables(figures):
                    data.print(table)
            else:
                with own_bus() as bus:
                    figures = run_restore(bus, Changelog(), say=talk.print)
                data.print(restore_table(figures))
            talk.print(f"kept in {keep(name, figures)}")
    except SimpulError as problem:
        sys.stderr.write(f"simpul: {problem}\n")
        return 1
    return 0


def _join(given: argparse.Namespace, *, say: Callable[[str], None]) -> dict[str, object]:
    say("making the environment of Quix Streams and building Kafka Streams, if they are not there yet")
    make_quix_environment()
    if has_maven():
        make_kafka_streams()
    race = JoinRace(events=given.events, rounds=given.rounds, contenders=all_contenders(say=say))
    with own_bus() as bus:
        return run_join(bus, race, say=say)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, help="run one benchmark")
    parser.add_argument("--events", type=int, default=300_000, help="events of the input topics (route, join)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contender (route, join)")
    parser.add_argument("--seconds", type=int, default=20, help="how long each rate is held (latency)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
