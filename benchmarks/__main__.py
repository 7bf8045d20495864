"""`python -m benchmarks`: runs the benchmarks on their own Kafka, prints tables, keeps JSON in benchmarks/results."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from rich.console import Console
from rich.table import Table

from benchmarks.bus import own_bus
from benchmarks.growth import Growth, run_growth
from benchmarks.ingest import Loads, run_ingest
from benchmarks.java import has_maven, make_kafka_streams
from benchmarks.join import JoinRace, all_contenders, run_join
from benchmarks.latency import Load, run_load
from benchmarks.memory import Stretch, run_memory
from benchmarks.plot import draw_memory
from benchmarks.quix_environment import make_quix_environment
from benchmarks.restore import Changelog, run_restore
from benchmarks.results import keep
from benchmarks.route import Race, run_race
from benchmarks.table import (
    growth_tables,
    ingest_table,
    join_tables,
    latency_table,
    memory_table,
    restore_table,
    route_table,
)
from simpul.errors import SimpulError

Say = Callable[[str], None]
Figures = Mapping[str, object]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit code."""
    given = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # so that what was started is ended
    talk, data = Console(stderr=True, highlight=False), Console(highlight=False)
    try:
        for name in [given.only] if given.only else RUNS:
            run, tables = RUNS[name]
            figures = run(given, talk.print)
            for table in tables(figures):
                data.print(table)
            talk.print(f"kept in {keep(name, figures)}")
    except SimpulError as problem:
        sys.stderr.write(f"simpul: {problem}\n")
        return 1
    return 0


def _route(given: argparse.Namespace, say: Say) -> Figures:
    say("making the environment of Quix Streams, if it is not there yet")
    make_quix_environment()
    with own_bus() as bus:
        return run_race(bus, Race(events=given.events, rounds=given.rounds), say=say)


def _latency(given: argparse.Namespace, say: Say) -> Figures:
    with own_bus() as bus:
        return run_load(bus, Load(seconds=given.seconds), say=say)


def _restore(_: argparse.Namespace, say: Say) -> Figures:
    with own_bus() as bus:
        return run_restore(bus, Changelog(), say=say)


def _join(given: argparse.Namespace, say: Say) -> Figures:
    say("making the environment of Quix Streams and building Kafka Streams, if they are not there yet")
    make_quix_environment()
    if has_maven():
        make_kafka_streams()
    race = JoinRace(events=given.events, rounds=given.rounds, contenders=all_contenders(say=say))
    with own_bus() as bus:
        return run_join(bus, race, say=say)


def _memory(_: argparse.Namespace, say: Say) -> Figures:
    with tempfile.TemporaryDirectory(prefix="simpul-bench-") as folder:
        figures = run_memory(Path(folder) / "state", Stretch(), say=say)
    say(f"drawn in {draw_memory(cast('list[list[float]]', figures['samples']))}")
    return figures


def _growth(_: argparse.Namespace, say: Say) -> Figures:
    with tempfile.TemporaryDirectory(prefix="simpul-bench-") as folder:
        return run_growth(Path(folder), Growth(), say=say)


def _ingest(_: argparse.Namespace, say: Say) -> Figures:
    with own_bus() as bus:
        return run_ingest(bus, Loads(), say=say)


RUNS: Mapping[str, tuple[Callable[[argparse.Namespace, Say], Figures], Callable[[Figures], Iterable[Table]]]] = {
    "route": (_route, lambda figures: [route_table(figures)]),
    "latency": (_latency, lambda figures: [latency_table(figures)]),
    "restore": (_restore, lambda figures: [restore_table(figures)]),
    "join": (_join, join_tables),
    "memory": (_memory, lambda figures: [memory_table(figures)]),
    "growth": (_growth, growth_tables),
    "ingest": (_ingest, lambda figures: [ingest_table(figures)]),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=tuple(RUNS), help="run one benchmark")
    parser.add_argument("--events", type=int, default=300_000, help="events of the input topics (route, join)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contender (route, join)")
    parser.add_argument("--seconds", type=int, default=20, help="how long each rate is held (latency)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
