"""What a source would publish, without publishing it."""

from collections.abc import AsyncIterator

from simpul.adapters.finishing import Finisher
from simpul.adapters.setup import Setup
from simpul.sdk import Record
from simpul.state import Buffer, MemoryStore


async def would_publish(setup: Setup) -> AsyncIterator[Record]:
    """Each record, in order, as if nothing of the source were known yet; the source is left as it is.

    Raises:
        SimpulError: the source cannot be read, or holds what cannot be published.
    """
    finisher = Finisher(setup)
    memory = MemoryStore()
    buffer = Buffer(memory)
    async for batch in setup.open().batches(buffer):
        for emission in batch.emissions:
            yield finisher.record(emission)
        memory.apply(buffer.changes)
        buffer.clear()
