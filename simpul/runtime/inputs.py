"""What a task holds and has not begun, and in which order it takes it up."""

import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Protocol

from aiokafka import TopicPartition

from simpul.runtime.pipeline import Record

_FAR = 2**63
_by_time = itemgetter(1)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one fetch brought of one partition: its records, and the positions before and after them.

    There may be none: a fetch also moves over aborted records.
    """

    source: TopicPartition
    records: Sequence[Record]
    start: int
    end: int


class Inputs(Protocol):
    """The chunks a task holds."""

    held: int  # records

    def put(self, chunk: Chunk) -> None:
        """Hold a chunk that was fetched."""

    def take(self, most: int) -> list[Chunk]:
        """The next chunks, so many records if there are; none while the task should wait."""

    def oldest_ms(self, source: TopicPartition) -> int | None:
        """When the oldest record held of a partition was published; None when none is held."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""

    @property
    def waits(self) -> bool:
        """Whether something is held and another partition must come first."""


class InArrival:
    """In the order in which it was fetched: enough for a stream without state."""

    waits = False

    def __init__(self) -> None:
        self.held = 0
        self._chunks: deque[Chunk] = deque()

    def put(self, chunk: Chunk) -> None:
        """Hold a chunk that was fetched."""
        self._chunks.append(chunk)
        self.held += len(chunk.records)

    def take(self, most: int) -> list[Chunk]:
        """The next chunks, so many records if there are."""
        taken: list[Chunk] = []
        left = most
        while self._chunks and left > 0:
            chunk, rest = _parted(self._chunks.popleft(), left)
            left -= len(chunk.records)
            taken.append(chunk)
            if rest is not None:
                self._chunks.appendleft(rest)
        self.held -= most - left
        return taken

    def oldest_ms(self, source: TopicPartition) -> int | None:
        """When the oldest record held of a partition was published; None when none is held."""
        held = (chunk.records[0].timestamp for chunk in self._chunks if chunk.source == source and chunk.records)
        return next(held, None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not self._chunks


class ByTime:
    """The record with the lowest timestamp first, of all partitions of the task, as Kafka Streams takes them.

    A partition that has nothing here but lags is waited for, up to `max_idle_s`; one that has been read to its end is
    not. Records of one partition stay in the order of their offsets, whatever their timestamps.
    """

    def __init__(
        self,
        sources: Collection[TopicPartition],
        *,
        lags: Callable[[TopicPartition], bool],
        max_idle_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`lags` says whether a partition has records that have not been put here yet."""
        self.held = 0
        self._chunks: dict[TopicPartition, deque[Chunk]] = {source: deque() for source in sorted(sources)}
        self._begun = dict.fromkeys(sources, 0)  # records taken of the first chunk
        self._lags = lags
        self._max_idle_s = max_idle_s
        self._clock = clock
        self._waiting_since: float | None = None

    def put(self, chunk: Chunk) -> None:
        """Hold a chunk that was fetched."""
        self._chunks[chunk.source].append(chunk)
        self.held += len(chunk.records)

    def take(self, most: int) -> list[Chunk]:
        """The next chunks by time, so many records if there are; none while another partition must come."""
        taken: list[Chunk] = []
        left = most
        while left > 0 and not self.is_empty and not self._must_wait():
            left -= self._merge(taken, left)
        self.held -= most - left
        return taken

    def oldest_ms(self, source: TopicPartition) -> int | None:
        """When the oldest record held of a partition was published; None when none is held."""
        begun = self._begun[source]
        for chunk in self._chunks[source]:
            if chunk.records:
                return chunk.records[begun].timestamp
        return None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not any(self._chunks.values())

    @property
    def waits(self) -> bool:
        """Whether something is held and another partition must come first."""
        return self._waiting_since is not None and self._clock() - self._waiting_since < self._max_idle_s

    def _must_wait(self) -> bool:
        if not any(self._lags(source) for source, chunks in self._chunks.items() if not chunks):
            self._waiting_since = None
            return False
        if self._waiting_since is None:
            self._waiting_since = self._clock()
        return self.waits

    def _merge(self, taken: list[Chunk], most: int) -> int:
        """Take what is next until a chunk is used up, or so many records are taken; gives their number."""
        heads = {source: self._time_of_next(source) for source, chunks in self._chunks.items() if chunks}
        count = 0
        while count < most:
            (source, _), *others = sorted(heads.items(), key=_by_time)
            run = self._next_run(source, until=others[0][1] if others else _FAR, most=most - count)
            taken.append(run)
            count += len(run.records)
            if not self._begun[source]:  # its chunk is used up, and whether to wait is another question now
                break
            heads[source] = self._time_of_next(source)
        return count

    def _next_run(self, source: TopicPartition, *, until: int, most: int) -> Chunk:
        """At most so many records of one partition, up to where another one has an older record."""
        chunk, begun = self._chunks[source][0], self._begun[source]
        records = chunk.records
        cut, last = begun + 1, min(len(records), begun + most)
        while cut < last and records[cut].timestamp <= until:
            cut += 1
        start = max(chunk.start, records[begun].offset) if begun else chunk.start
        if cut < len(records):
            self._begun[source] = cut
            return Chunk(source, records[begun:cut], start, max(start, records[cut].offset))
        self._chunks[source].popleft()
        self._begun[source] = 0
        return Chunk(source, records[begun:], start, chunk.end) if begun else chunk

    def _time_of_next(self, source: TopicPartition) -> int:
        """When the next record of a partition was published; a chunk without any is taken at once."""
        records = self._chunks[source][0].records
        return records[self._begun[source]].timestamp if records else -1


def _parted(chunk: Chunk, most: int) -> tuple[Chunk, Chunk | None]:
    """The first so many records of a chunk, and the rest if there is any."""
    records = chunk.records
    if len(records) <= most:
        return chunk, None
    cut = max(chunk.start, records[most].offset)
    return Chunk(chunk.source, records[:most], chunk.start, cut), Chunk(chunk.source, records[most:], cut, chunk.end)
