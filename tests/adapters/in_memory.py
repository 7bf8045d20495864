"""Runs a source as the relay does, without Kafka: what was committed stays, what was not is as if it had never been."""

from simpul.adapters import Batch, Source
from simpul.state import Buffer, MemoryStore


class Relayed:
    """What a source has published, over any number of runs and crashes."""

    def __init__(self) -> None:
        self.memory = MemoryStore()
        self.batches: list[Batch] = []

    @property
    def event_ids(self) -> list[str]:
        """The id of every event, in the order of publishing."""
        return [str(emission.event_id) for batch in self.batches for emission in batch.emissions]

    async def run(self, source: Source, *, batches: int | None = None, settled: bool = True) -> None:
        """Publish until the source ends, or for so many batches.

        Args:
            source: asked anew, with the memory of the last commit.
            batches: then it is as after SIGKILL: a batch that was read beyond these is lost.
            settled: False as if killed right after each commit.
        """
        buffer = Buffer(self.memory)
        left = batches
        async for batch in source.batches(buffer):
            if left == 0:
                return
            self.memory.apply(buffer.changes)
            buffer.clear()
            self.batches.append(batch)
            if settled and batch.settled is not None:
                await batch.settled()
            if left is not None:
                left -= 1
