"""The benchmark `memory`: what a window join holds over a long stretch of events, sampled as it goes."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from benchmarks.apart import apart
from benchmarks.machine import machine, versions
from benchmarks.task_store import TRANSACTION, TaskStore, resident_mb
from simpul.joins import Kind, Record, Side, StreamStreamJoin, Window

METHOD = (
    "An outer join of two streams in a window runs in a process of its own, over the buffer and the RocksDB folder of "
    "a task, committed every 5,000 events as a task commits; there is no Kafka, so that nothing but the join and its "
    "state is measured. Events are a millisecond apart, of either side in turn by chance, with keys by chance. The "
    "resident memory of the process is sampled; the first tenth, in which the windows, RocksDB's buffers and its "
    "caches fill, is warming up."
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How long it goes on."""

    events: int = 10_000_000
    samples: int = 100
    keys: int = 100_000
    value_bytes: int = 100
    window_ms: int = 10_000
    seed: int = 2026


class Sample(NamedTuple):
    """What was held after so many events."""

    events: int
    rss_mb: float
    store_mb: float


def run_memory(folder: Path, stretch: Stretch, *, say: Say) -> dict[str, object]:
    """Every figure of the benchmark, ready to be kept."""
    samples = []
    for sample in apart(_joining, (folder, stretch)):
        samples.append(sample)
        say(f"{sample.events:,} events: {sample.rss_mb:.0f} MB in memory, {sample.store_mb:.0f} MB of state")
    return figures(stretch, samples)


def figures(stretch: Stretch, samples: list[Sample]) -> dict[str, object]:
    """How memory went, of what was sampled."""
    settled = [sample.rss_mb for sample in samples if sample.events > stretch.events // 10]
    stored = [sample.store_mb for sample in samples if sample.events > stretch.events // 10]
    halves = settled[: len(settled) // 2], settled[len(settled) // 2 :]
    return {
        "events": samples[-1].events,
        "highest_rss_mb": round(max(settled), 1),
        "lowest_rss_mb": round(min(settled), 1),
        "growth_mb": round(mean(halves[1]) - mean(halves[0]), 1),  # from the mean of one half to that of the other
        "highest_store_mb": round(max(stored), 1),
        "samples": [[sample.events, round(sample.rss_mb, 1), round(sample.store_mb, 1)] for sample in samples],
        "method": METHOD,
        "settings": {
            "kind": Kind.OUTER.value,
            "keys": stretch.keys,
            "value_bytes": stretch.value_bytes,
            "before_ms": stretch.window_ms,
            "after_ms": stretch.window_ms,
            "transaction_events": TRANSACTION,
        },
        "machine": machine(),
        "versions": versions("rocksdict"),
    }


def _joining(given: tuple[Path, Stretch]) -> Iterator[Sample]:
    folder, stretch = given
    store = TaskStore(folder)
    window = Window(before_ms=stretch.window_ms, after_ms=stretch.window_ms)
    join = StreamStreamJoin(Kind.OUTER, window, store=store.buffer).join
    chance = random.Random(stretch.seed)
    every = stretch.events // stretch.samples
    for number in range(1, stretch.events + 1):
        side = Side.LEFT if chance.random() < 0.5 else Side.RIGHT  # noqa: PLR2004  # as often one as the other
        value = b"%0*d" % (stretch.value_bytes, number)
        join(side, Record(b"SKAB-%09d" % chance.randrange(stretch.keys), value, number))
        store.answered()
        if not number % every:
            yield Sample(number, resident_mb(), store.disk.size_bytes / 2**20)
    store.close()
