"""The benchmark `growth`: what a key of a table and an open entry of a window cost, as there are more of them."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.apart import apart
from benchmarks.machine import machine, versions
from benchmarks.task_store import TRANSACTION, TaskStore, resident_mb
from simpul.joins import Kind, Record, Side, StreamStreamJoin, Window
from simpul.state import Part

METHOD = (
    "Each size is a process of its own, over the buffer and the RocksDB folder of a task, without Kafka, committed "
    "every 5,000 events. A table is filled in an order by chance; then keys by chance are looked up, and looked up and "
    "written again. A window is an outer join of two streams, a millisecond between events; it is filled until it "
    "holds as many records as it will, then events go on, each of which puts one in, meets half a partner and lets one "
    "go. Times are processor time, the commit to disk and RocksDB's own threads included. Memory is what the process "
    "has more than before, RocksDB's buffers and caches among it; the disk is that of RocksDB as it is then, not "
    "compacted."
)

VALUES = 1_000

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How many keys and entries there are, and how many events are timed."""

    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    events: int = 50_000
    value_bytes: int = 100
    seed: int = 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one of so many costs."""

    size: int
    fill_us: float
    get_us: float | None = None
    update_us: float | None = None
    event_us: float | None = None
    disk_bytes: float
    memory_bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    folder: Path
    size: int
    growth: Growth


def run_growth(folder: Path, growth: Growth, *, say: Say) -> dict[str, object]:
    """Every figure of the benchmark, ready to be kept."""
    keys = [_told(_table, _Case(folder=folder / f"keys-{n}", size=n, growth=growth), say) for n in growth.sizes]
    entries = [_told(_window, _Case(folder=folder / f"window-{n}", size=n, growth=growth), say) for n in growth.sizes]
    return {
        "keys": [_figures(cost) for cost in keys],
        "window_entries": [_figures(cost) for cost in entries],
        "method": METHOD,
        "settings": {
            "events": growth.events,
            "value_bytes": growth.value_bytes,
            "transaction_events": TRANSACTION,
            "seed": growth.seed,
        },
        "machine": machine(),
        "versions": versions("rocksdict"),
    }


def _told(measure: Callable[[_Case], Iterator[Cost]], case: _Case, say: Say) -> Cost:
    (cost,) = apart(measure, case)
    say(f"{case.size:,} in {case.folder.name}: {_figures(cost)}")
    return cost


def _figures(cost: Cost) -> dict[str, float]:
    return {name: round(figure, 1) for name, figure in asdict(cost).items() if figure is not None}


def _table(case: _Case) -> Iterator[Cost]:
    before = resident_mb()
    store, chance = TaskStore(case.folder), random.Random(case.growth.seed)
    rows = Part(store.buffer, "step/store/rows")
    numbers = list(range(case.size))
    chance.shuffle(numbers)
    values = _values(case)

    def put(number: int) -> None:
        rows.put(b"SKAB-%09d" % number, values[number % VALUES])

    def get(number: int) -> None:
        rows.get(b"SKAB-%09d" % number)

    def update(number: int) -> None:
        get(number)
        put(number)

    fill_us = _microseconds(store, put, numbers)
    some = [chance.randrange(case.size) for _ in range(case.growth.events)]
    get_us, update_us = _microseconds(store, get, some), _microseconds(store, update, some)
    disk, memory = _held(store, case, before_mb=before)
    yield Cost(
        size=case.size, fill_us=fill_us, get_us=get_us, update_us=update_us, disk_bytes=disk, memory_bytes=memory
    )


def _window(case: _Case) -> Iterator[Cost]:
    before = resident_mb()
    store, chance = TaskStore(case.folder), random.Random(case.growth.seed)
    window = Window(before_ms=case.size // 2, after_ms=case.size // 2)
    join = StreamStreamJoin(Kind.OUTER, window, store=store.buffer).join
    values = _values(case)

    def meet(number: int) -> None:
        side = Side.LEFT if chance.random() < 0.5 else Side.RIGHT  # noqa: PLR2004  # as often one as the other
        join(side, Record(b"SKAB-%09d" % chance.randrange(case.size), values[number % VALUES], number))

    fill_us = _microseconds(store, meet, range(case.size))
    event_us = _microseconds(store, meet, range(case.size, case.size + case.growth.events))
    disk, memory = _held(store, case, before_mb=before)
    yield Cost(size=case.size, fill_us=fill_us, event_us=event_us, disk_bytes=disk, memory_bytes=memory)


def _values(case: _Case) -> list[bytes]:
    """Values that do not compress, also beside each other."""
    chance = random.Random(case.growth.seed)
    return [chance.randbytes(case.growth.value_bytes) for _ in range(VALUES)]


def _microseconds(store: TaskStore, act: Callable[[int], None], numbers: range | list[int]) -> float:
    begun = time.process_time()
    for number in numbers:
        act(number)
        store.answered()
    store.commit()
    return (time.process_time() - begun) / len(numbers) * 1_000_000


def _held(store: TaskStore, case: _Case, *, before_mb: float) -> tuple[float, float]:
    """Bytes on disk and in memory for each of the case's keys or entries."""
    disk, memory = store.disk.size_bytes / case.size, (resident_mb() - before_mb) * 2**20 / case.size
    store.close()
    return disk, memory
