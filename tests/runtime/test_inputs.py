"""In which order a task takes up what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from aiokafka import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from simpul.runtime.inputs import ByTime, Chunk, InArrival

A, B, C = (TopicPartition(name, 0) for name in "abc")
TIMES = st.lists(st.integers(0, 20), max_size=12)


@dataclass
class Raw:
    """A record as it is fetched."""

    offset: int
    timestamp: int
    key: bytes | None = b"k"
    value: bytes | None = b"v"
    headers: Sequence[tuple[str, bytes]] = ()


class Clock:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def chunk(source: TopicPartition, *times: int, start: int = 0) -> Chunk:
    """Records with these times, on every second offset."""
    records = [Raw(start + 2 * number, time) for number, time in enumerate(times)]
    return Chunk(source, records, start, start + 2 * len(times) + 1)


def by_time(*lagging: TopicPartition, clock: Clock | None = None) -> ByTime:
    return ByTime([A, B, C], lags=lambda source: source in lagging, max_idle_s=1.0, clock=clock or Clock())


def times_of(chunks: Sequence[Chunk]) -> list[tuple[str, int]]:
    return [(one.source.topic, record.timestamp) for one in chunks for record in one.records]


def test_the_lowest_time_of_all_partitions_comes_first() -> None:
    inputs = by_time()
    inputs.put(chunk(A, 1, 4, 9))
    inputs.put(chunk(B, 2, 3, 10))

    assert times_of(inputs.take(100)) == [("a", 1), ("b", 2), ("b", 3), ("a", 4), ("a", 9), ("b", 10)]
    assert inputs.is_empty
    assert inputs.held == 0


@pytest.mark.parametrize("inputs", [InArrival(), by_time()])
def test_no_more_is_taken_than_was_asked_for_and_nothing_is_lost_in_between(inputs: InArrival | ByTime) -> None:
    inputs.put(chunk(A, 1, 2, 3, 4, 5))
    inputs.put(chunk(A, 6, 7, start=11))

    taken = [part for _ in range(4) for part in inputs.take(2)]

    assert times_of(taken) == [("a", time) for time in range(1, 8)]
    assert [(one.start, one.end) for one in taken] == [(0, 4), (4, 8), (8, 11), (11, 13), (13, 16)]
    assert inputs.held == 0
    assert inputs.is_empty


def test_records_before_the_position_of_a_chunk_do_not_move_it_back() -> None:
    inputs = InArrival()
    records = [Raw(offset, 1) for offset in range(6)]
    inputs.put(Chunk(A, records, 4, 6))

    taken = inputs.take(3) + inputs.take(3)

    assert [(one.start, one.end) for one in taken] == [(4, 4), (4, 6)]


def test_records_of_one_partition_keep_their_order() -> None:
    inputs = by_time()
    inputs.put(chunk(A, 9, 1))
    inputs.put(chunk(B, 5))

    assert times_of(inputs.take(100)) == [("b", 5), ("a", 9), ("a", 1)]


def test_a_partition_that_lags_is_waited_for_and_no_longer_than_allowed() -> None:
    clock = Clock()
    inputs = by_time(B, clock=clock)
    inputs.put(chunk(A, 1, 2))

    assert inputs.take(100) == []
    assert inputs.waits
    clock.now = 0.99
    assert inputs.take(100) == []
    clock.now = 1.0
    assert not inputs.waits  # so that the fetcher is held back again
    assert times_of(inputs.take(100)) == [("a", 1), ("a", 2)]


def test_what_was_waited_for_goes_first() -> None:
    inputs = by_time(B)
    inputs.put(chunk(A, 5))
    assert inputs.take(100) == []

    inputs.put(chunk(B, 3, 7))

    assert times_of(inputs.take(100)) == [("b", 3), ("a", 5), ("b", 7)]


def test_a_partition_read_to_its_end_is_never_waited_for() -> None:
    inputs = by_time()
    inputs.put(chunk(A, 5))

    assert times_of(inputs.take(100)) == [("a", 5)]
    assert not inputs.waits


def test_a_chunk_without_records_moves_the_position_and_holds_nothing_back() -> None:
    inputs = by_time()
    inputs.put(Chunk(A, (), 10, 15))
    inputs.put(chunk(B, 1))

    taken = inputs.take(100)

    assert [(one.source, one.start, one.end) for one in taken] == [(A, 10, 15), (B, 0, 3)]


@given(st.lists(st.tuples(st.sampled_from([A, B, C]), TIMES), max_size=8), st.integers(1, 5))
def test_every_record_is_taken_once_and_positions_join_up(
    puts: list[tuple[TopicPartition, list[int]]], most: int
) -> None:
    inputs = by_time()
    next_offset = {A: 0, B: 0, C: 0}
    given_records: dict[TopicPartition, list[int]] = {A: [], B: [], C: []}
    for source, times in puts:
        put = chunk(source, *times, start=next_offset[source])
        next_offset[source] = put.end
        given_records[source] += [record.offset for record in put.records]
        inputs.put(put)

    taken: list[Chunk] = []
    while not inputs.is_empty:
        taken += inputs.take(most)

    for source in (A, B, C):
        own = [one for one in taken if one.source == source]
        assert [record.offset for one in own for record in one.records] == given_records[source]
        assert [one.start for one in own] == [0, *(one.end for one in own)][: len(own)]
        assert not own or own[-1].end == next_offset[source]
    assert inputs.held == 0


@given(st.lists(st.integers(0, 20)).map(sorted), st.lists(st.integers(0, 20)).map(sorted))
def test_sorted_partitions_give_a_sorted_whole(one: list[int], other: list[int]) -> None:
    inputs = by_time()
    inputs.put(chunk(A, *one))
    inputs.put(chunk(B, *other))

    assert [time for _, time in times_of(inputs.take(1_000))] == sorted(one + other)
