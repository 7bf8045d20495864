"""Which tasks this worker owns: opened before a position is read, paused when a rebalance begins, closed when lost."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping

from aiokafka import TopicPartition

from simpul.errors import ClusterError, StreamError
from simpul.runtime.inputs import Chunk
from simpul.runtime.task import Task

log = logging.getLogger(__name__)


class Ownership:
    """The tasks of one worker, by (partition count of the topics, partition number)."""

    def __init__(self, *, partitions: Mapping[str, int], make_task: Callable[[int, int], Task]) -> None:
        """`partitions` gives the partition count of each input topic: only equal counts are kept together by Faust.

        `make_task` makes the task of a partition number among so many.
        """
        self._partitions = partitions
        self._make_task = make_task
        self.tasks: dict[tuple[int, int], Task] = {}
        self.rebalances = 0
        self.closed = False
        self.changing = asyncio.Lock()  # held by whoever takes over, reads positions and resumes

    def task_of(self, source: TopicPartition) -> Task | None:
        """The task that owns a partition, if this worker has it."""
        return self.tasks.get((self._partitions[source.topic], source.partition))

    async def pause(self) -> None:
        """Wait for the transactions in flight; none begins until `resume`."""
        await asyncio.gather(*(task.pause() for task in self.tasks.values()))

    async def take_over(self, owned: Collection[TopicPartition]) -> None:
        """Close what was lost and open what is new; after this, no other worker can move the committed offsets."""
        wanted = {(self._partitions[source.topic], source.partition) for source in owned}
        await self.pause()
        await self._close([place for place in self.tasks if place not in wanted])
        await asyncio.gather(*(self._open(place) for place in wanted if place not in self.tasks))
        self.rebalances += 1

    def positions(
        self, committed: Mapping[TopicPartition, int], *, earliest: Mapping[TopicPartition, int]
    ) -> dict[TopicPartition, int]:
        """Where each partition goes on, from its committed offset (-1: none yet) and where its log begins.

        A task that stays here may know better than the group: Kafka answers a commit before the new offset can be read.

        Raises:
            StreamError: retention deleted records before they were processed.
        """
        positions: dict[TopicPartition, int] = {}
        for source, offset in committed.items():
            task = self.task_of(source)
            reached = max(offset, task.positions.get(source, -1) if task else -1)
            first = earliest.get(source, 0)
            if 0 <= reached < first:
                raise StreamError(
                    f"{source.topic}[{source.partition}] begins at offset {first}, but only records before {reached} "
                    f"were processed: retention deleted {first - reached} of them unread; lengthen the topic's "
                    "retention, and set the group's offset by hand to accept the loss"
                )
            positions[source] = max(reached, first)
        return positions

    def resume(self, positions: Mapping[TopicPartition, int], *, ends: Mapping[TopicPartition, int]) -> None:
        """Start every task from these positions; `ends` tells where partitions end, as it changes."""
        for place, task in self.tasks.items():
            task.resume(
                {
                    TopicPartition(source.topic, source.partition): position
                    for source, position in positions.items()
                    if (self._partitions[source.topic], source.partition) == place
                },
                ends=ends,
            )

    async def put(self, chunk: Chunk) -> None:
        """Give a chunk to its task, and wait until the task has room."""
        task = self.task_of(chunk.source)
        if task is not None:
            task.put(chunk)
            await task.room.wait()

    async def close(self) -> None:
        """Finish the transactions in flight and close every task; none is opened after that."""
        async with self.changing:
            self.closed = True
            await self.pause()
            await self._close(list(self.tasks))

    async def _open(self, place: tuple[int, int]) -> None:
        count, partition = place
        task = self._make_task(partition, count)
        try:
            await task.open()
        except OSError as problem:
            raise ClusterError(f"no broker answers task {task.name} any more: {problem}") from problem
        self.tasks[place] = task
        log.info("task %s is open", task.name)

    async def _close(self, places: Collection[tuple[int, int]]) -> None:
        await asyncio.gather(*(self.tasks.pop(place).close() for place in places))
