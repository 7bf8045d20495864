"""Which tasks this worker owns: opened before a position is read, paused when a rebalance begins, closed when lost."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping

from aiokafka import TopicPartition

from simpul.errors import ClusterError, StreamError
from simpul.runtime.task import Chunk, Task

log = logging.getLogger(__name__)


class Ownership:
    """The tasks of one worker, by (partition count of the topics, partition number)."""

    def __init__(self, *, partitions: Mapping[str, int], make_task: Callable[[str], Task]) -> None:
        """`partitions` gives the partition count of each input topic: only equal counts are kept together by Faust."""
        self._partitions = partitions
        self._make_task = make_task
        self.tasks: dict[tuple[int, int], Task] = {}
        self.rebalances = 0

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

    def resume(self, committed: Mapping[TopicPartition, int], *, earliest: Mapping[TopicPartition, int]) -> None:
        """Start every task from its committed positions (-1: none yet).

        Raises:
            StreamError: retention deleted records before they were processed.
        """
        for source, offset in committed.items():
            first = earliest.get(source, 0)
            if 0 <= offset < first:
                raise StreamError(
                    f"{source.topic}[{source.partition}] begins at offset {first}, but only records before {offset} "
                    f"were processed: retention deleted {first - offset} of them unread; lengthen the topic's "
                    "retention, and set the group's offset by hand to accept the loss"
                )
        for place, task in self.tasks.items():
            task.resume(
                {
                    TopicPartition(source.topic, source.partition): max(offset, 0)
                    for source, offset in committed.items()
                    if (self._partitions[source.topic], source.partition) == place
                }
            )

    async def put(self, chunk: Chunk) -> None:
        """Give a chunk to its task, and wait until the task has room."""
        task = self.task_of(chunk.source)
        if task is not None:
            task.put(chunk)
            await task.room.wait()

    async def close(self) -> None:
        """Finish the transactions in flight and close every task."""
        await self.pause()
        await self._close(list(self.tasks))

    async def _open(self, place: tuple[int, int]) -> None:
        count, partition = place
        task = self._make_task(f"{partition}of{count}")
        try:
            await task.writer.open()
        except OSError as problem:
            raise ClusterError(f"no broker answers task {task.name} any more: {problem}") from problem
        self.tasks[place] = task
        log.info("task %s is open", task.name)

    async def _close(self, places: Collection[tuple[int, int]]) -> None:
        await asyncio.gather(*(self.tasks.pop(place).close() for place in places))
