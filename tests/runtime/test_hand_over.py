"""Where tasks go on after a rebalance: nothing twice, nothing left out, never behind what retention deleted."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pytest
from aiokafka import TopicPartition

from simpul.errors import StreamError
from simpul.metrics import Metrics
from simpul.runtime.inputs import Chunk
from simpul.runtime.measure import TaskMeasure
from simpul.runtime.ownership import Ownership
from simpul.runtime.pipeline import Answer, Pipeline, Record
from simpul.runtime.task import Limits, Task
from simpul.runtime.transaction import Writer

IN = TopicPartition("in", 0)


@dataclass
class Raw:
    """A record as it is fetched."""

    offset: int
    timestamp: int = 0
    key: bytes | None = b"k"
    value: bytes | None = b"v"
    headers: Sequence[tuple[str, bytes]] = ()


class Remembering:
    """In the place of the pipeline and the writer: remembers what was answered and committed."""

    def __init__(self) -> None:
        self.answered: list[int] = []
        self.commits: list[dict[TopicPartition, int]] = []
        self.opened = 0
        self.committed = asyncio.Event()

    def answer(self, _topic: str, _partition: int, record: Record, *, now: object) -> Answer:
        del now
        self.answered.append(record.offset)
        return Answer("Something", ())

    async def open(self) -> None:
        self.opened += 1

    async def close(self) -> None:
        """Nothing is open."""

    async def begin(self) -> None:
        """Nothing is begun."""

    def append(self, _out: object, _timestamp_ms: int) -> bool:
        return True

    async def commit(self, positions: Mapping[TopicPartition, int]) -> None:
        self.commits.append(dict(positions))
        self.committed.set()


def task_on(kafka: Remembering) -> Task:
    def fail(failure: BaseException) -> None:
        raise failure

    return Task(
        pipeline=cast("Pipeline", kafka),
        writer=cast("Writer", kafka),
        measure=TaskMeasure(Metrics(), "app", "0of1"),
        limits=Limits(commit_interval_s=0, dead_letter_share=0.5, dead_letter_window=100),
        on_failure=fail,
    )


def chunk(start: int, end: int) -> Chunk:
    return Chunk(IN, [Raw(offset) for offset in range(start, end)], start, end)


def ownership_on(kafka: Remembering) -> Ownership:
    return Ownership(partitions={"in": 1}, make_task=lambda _partition, _count: task_on(kafka))


async def test_a_task_that_stays_goes_on_after_its_own_commit_while_the_group_still_shows_the_old_offset() -> None:
    kafka = Remembering()
    ownership = ownership_on(kafka)
    await ownership.take_over([IN])
    ownership.resume(ownership.positions({IN: 10}, earliest={IN: 0}), ends={})
    await ownership.put(chunk(10, 15))
    await kafka.committed.wait()
    await ownership.take_over([IN])

    positions = ownership.positions({IN: 10}, earliest={IN: 0})
    await ownership.close()

    assert positions == {IN: 15}


async def test_a_partition_without_a_committed_offset_begins_where_its_log_begins() -> None:
    assert ownership_on(Remembering()).positions({IN: -1}, earliest={IN: 7}) == {IN: 7}


async def test_records_that_retention_deleted_unread_stop_the_worker() -> None:
    with pytest.raises(StreamError, match=r"in\[0\] begins at offset 30, but only records before 10 were processed"):
        ownership_on(Remembering()).positions({IN: 10}, earliest={IN: 30})


@pytest.mark.parametrize("start", [12, 20, 5])
async def test_a_chunk_that_does_not_begin_where_the_last_one_ended_stops_the_worker(start: int) -> None:
    kafka = Remembering()
    task = task_on(kafka)
    task.resume({IN: 0}, ends={})
    task.put(chunk(0, 10))

    with pytest.raises(StreamError, match=f"up to offset 10 and then from {start}"):
        task.put(chunk(start, 25))
    await task.close()


async def test_a_chunk_fetched_before_the_positions_were_sought_stops_the_worker() -> None:
    kafka = Remembering()
    task = task_on(kafka)
    task.resume({IN: 10}, ends={})

    with pytest.raises(StreamError, match="up to offset 10 and then from 40"):
        task.put(chunk(40, 50))
    await task.close()


async def test_chunks_that_follow_each_other_are_answered_once_in_order() -> None:
    kafka = Remembering()
    task = task_on(kafka)
    task.resume({IN: 0}, ends={})
    task.put(chunk(0, 3))
    task.put(chunk(3, 5))

    await kafka.committed.wait()
    await task.close()

    assert kafka.answered == [0, 1, 2, 3, 4]
    assert kafka.commits == [{IN: 5}]


async def test_a_task_that_stays_keeps_its_producer() -> None:
    kafka = Remembering()
    ownership = ownership_on(kafka)
    await ownership.take_over([IN])
    await ownership.take_over([IN])

    await ownership.close()

    assert kafka.opened == 1
    assert ownership.closed
