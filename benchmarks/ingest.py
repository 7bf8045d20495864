"""The benchmark `ingest`: how many rows of a source an adapter publishes in a second, and what memory it takes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from benchmarks.bus import Bus
from benchmarks.cores import pin
from benchmarks.ingest_http import sent_over_http
from benchmarks.ingest_sources import Filled, export, outbox, register, service
from benchmarks.machine import machine, versions
from simpul.catalogue import Catalogue, load_catalogue
from simpul.catalogue.cluster import apply_actions
from simpul.catalogue.plan import diff, specify
from simpul.contracts import load_contracts
from simpul.errors import StreamError
from simpul.settings import Settings

METHOD = (
    "`simpul ingest NAME --once --json` as an operator runs it, on a core of its own; broker, database and service "
    "share the other. Rows per second are from the moment when it has learnt from Kafka where it stands to its last "
    "commit. Memory is the most that the process has held. Every event and flag is counted by the process as committed."
)
KEY = "simpul-benchmark-key"
STAMP = re.compile(r"^(\S+ \S+) INFO simpul\.runtime\.restore: restored", re.MULTILINE)
PEAK = re.compile(r"^simpul-benchmark peak_kb=(\d+) ended=(\S+)$", re.MULTILINE)

Say = Callable[[str], None]
Source = Callable[[Path], AbstractContextManager[Filled]]

# Runs the command and then says what it took; the figures of a child are known to nobody else.
WRAPPED = (
    "import resource, sys, time\n"
    "from simpul.cli import main\n"
    "sys.argv = ['simpul', *sys.argv[1:]]\n"
    "try:\n"
    "    main()\n"
    "finally:\n"
    "    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
    "    print(f'simpul-benchmark peak_kb={peak} ended={time.time()}', file=sys.stderr)\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """How many rows each way in is given."""

    files: int = 200_000
    outbox: int = 20_000
    snapshot: int = 400_000
    pull: int = 50_000
    http: int = 20_000


def run_ingest(bus: Bus, loads: Loads, *, say: Say) -> dict[str, object]:
    """Every figure of the benchmark, ready to be kept.

    Raises:
        StreamError: an adapter has ended badly, or has not published what there was.
    """
    catalogue = load_catalogue(contracts=load_contracts())
    _create_topics(bus, catalogue)
    ways: Mapping[str, tuple[Source, int]] = {
        "files (CSV)": (partial(export, rows=loads.files), 1),
        "outbox, PostgreSQL": (partial(outbox, rows=loads.outbox, dialect="postgresql"), 1),
        "outbox, MariaDB": (partial(outbox, rows=loads.outbox, dialect="mariadb"), 1),
        "snapshot, MariaDB": (partial(register, rows=loads.snapshot), 2),
        "pull": (partial(service, rows=loads.pull), 1),
    }
    found: list[dict[str, object]] = []
    for number, (name, (source, rounds)) in enumerate(ways.items()):
        folder = bus.place.folder / f"ingest-{number}"
        with source(folder / "system") as filled:
            for turn in range(rounds):
                way = name if turn == 0 else f"{name}, nothing changed"
                found.append({"way": way, **_measured(bus, filled, folder=folder / "data")})
                say("{way}: {rows:,} rows, {rows_per_s:,} rows/s, {peak_mb} MB".format(**found[-1]))
    for size in (1, 100):
        figures = sent_over_http(bus, events=loads.http * (1 if size == 1 else 5), batch=size, key=KEY)
        found.append({"way": f"HTTP, {size} in a request", **figures})
        say("{way}: {rows:,} events, {rows_per_s:,} accepted/s, {peak_mb} MB".format(**found[-1]))
    return {
        "ways": found,
        "method": METHOD,
        "settings": {"core_of_its_own": bus.cores.are_apart},
        "machine": machine(),
        "versions": versions("rocksdict", "sqlalchemy", "psycopg", "pymysql", "aiohttp"),
    }


def _measured(bus: Bus, filled: Filled, *, folder: Path) -> dict[str, object]:
    environment = os.environ | {
        "SIMPUL_BOOTSTRAP_SERVERS": bus.place.bootstrap_servers,
        "SIMPUL_TOKEN_KEY": KEY,
        "SIMPUL_DATA_DIR": str(folder),
        **filled.settings,
    }
    command = [sys.executable, "-c", WRAPPED, "ingest", filled.adapter, "--once", "--json", "--synthetic"]
    done = subprocess.run(  # noqa: S603  # our own command
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=partial(pin, 0, core=bus.cores.contender),  # no threads are running here
    )
    stamp, peak = STAMP.search(done.stderr), PEAK.search(done.stderr)
    if done.returncode or stamp is None or peak is None:
        raise StreamError(f"adapter {filled.adapter} ended with {done.returncode}: {done.stderr[-2_000:]}")
    seconds = float(peak[2]) - datetime.strptime(stamp[1], "%Y-%m-%d %H:%M:%S,%f").astimezone().timestamp()
    published = json.loads(done.stdout)
    return {
        "rows": published["rows"],
        "events": published["events"],
        "seconds": round(seconds, 1),
        "rows_per_s": round(published["rows"] / seconds),
        "peak_mb": round(int(peak[1]) / 1024),
    }


def _create_topics(bus: Bus, catalogue: Catalogue) -> None:
    memories = {catalogue.memory_topic(adapter.name).name for adapter in catalogue.adapters}
    wanted = [topic for topic in catalogue.topics if topic.kind == "event" or topic.name in memories]
    already = {bus.place.source}
    declared = specify(
        [topic for topic in wanted if topic.name not in already],
        replication_factor=1,
        max_record_bytes=Settings().max_record_bytes,
    )
    apply_actions(bus.place.bootstrap_servers, diff(declared, ()))
