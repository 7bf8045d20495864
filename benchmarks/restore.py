"""The benchmark `restore`: how fast a task reads its changelog into an empty store on disk."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aiokafka import TopicPartition

from benchmarks.bus import Bus
from benchmarks.cores import pin
from benchmarks.feed import feed
from benchmarks.machine import machine, versions
from benchmarks.records import InputRecord
from simpul.errors import StateError
from simpul.runtime.restore import restore
from simpul.state import DiskStore, Identity

METHOD = (
    "The changelog is one partition of a compacted topic, not yet compacted. It is read by the code that a worker runs "
    "before a task begins, on a core of its own, into an empty RocksDB folder; every store is then looked into."
)
TOPIC = "changelog.benchmark"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changelog:
    """How much is restored."""

    records: int = 1_000_000
    keys: int = 100_000
    value_bytes: int = 100
    rounds: int = 3
    seed: int = 2026


def run_restore(bus: Bus, changelog: Changelog, *, say: Say) -> dict[str, object]:
    """Every figure of the benchmark, ready to be kept.

    Raises:
        StateError: a store was not what the changelog says.
    """
    bus.cluster.create([TOPIC], partitions=1)
    try:
        say(f"writing {changelog.records:,} records to {TOPIC}")
        feed(bus.place.bootstrap_servers, topic=TOPIC, records=_records(changelog))
        pin(0, core=bus.cores.contender)
        seconds = [
            _restored(bus, changelog, bus.place.folder / f"restored-{number}", say=say)
            for number in range(changelog.rounds)
        ]
    finally:
        pin(0, core=bus.cores.broker)
        bus.cluster.delete([TOPIC])
    rates = sorted(changelog.records / one for one in seconds)
    return {
        "records_per_s": round(rates[len(rates) // 2]),
        "rounds": [round(rate) for rate in rates],
        "method": METHOD,
        "settings": {
            "records": changelog.records,
            "keys": changelog.keys,
            "value_bytes": changelog.value_bytes,
            "core_of_its_own": bus.cores.are_apart,
        },
        "machine": machine(),
        "versions": versions("rocksdict"),
    }


def _records(changelog: Changelog) -> Iterator[InputRecord]:
    chance = random.Random(changelog.seed)
    for number in range(changelog.records):
        value = b"%0*d" % (changelog.value_bytes, number)
        yield InputRecord(number, b"step/store/kept\0%08d" % chance.randrange(changelog.keys), value, [])


def _restored(bus: Bus, changelog: Changelog, folder: Path, *, say: Say) -> float:
    store = DiskStore(folder, Identity("benchmark", "0of1", "local"))
    place = TopicPartition(TOPIC, 0)
    begun = time.monotonic()
    asyncio.run(restore(store, place, bootstrap_servers=bus.place.bootstrap_servers, restoring=lambda _: None))
    seconds = time.monotonic() - begun
    last = {record.key: record.value for record in _records(changelog)}
    found = dict(store.scan(b"step", b"steq"))
    store.close()
    if found != last:
        raise StateError(f"{folder} has {len(found)} entries and not the {len(last)} of the changelog, or other values")
    say(f"{changelog.records / seconds:,.0f} records/s")
    return seconds
