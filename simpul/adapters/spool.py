"""A spool as a source: what was accepted and waits on local disk goes to Kafka in the order in which it came."""

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from simpul.adapters.source import Batch
from simpul.errors import SpoolError, SpoolFull
from simpul.sdk.spool import Spool
from simpul.state import Store

BATCH_EVENTS = 500
BATCH_BYTES = 4_000_000

log = logging.getLogger(__name__)


class SpoolSource:
    """Reads a spool to its end, or for ever; deletes what is in Kafka."""

    def __init__(
        self,
        spool: Spool,
        *,
        follow: bool,
        interval_s: float = 0.0,
        batch_events: int = BATCH_EVENTS,
        batch_bytes: int = BATCH_BYTES,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take an open spool.

        Args:
            spool: may be appended to at the same time.
            follow: wait for more when all is read.
            interval_s: least time between two transactions, unless a whole one waits already.
            batch_events: most records of a transaction.
            batch_bytes: most bytes of a transaction, as they lie on disk; a larger record goes alone.
            sleep: waits so many seconds.
        """
        self._spool = spool
        self._follow = follow
        self._interval_s = interval_s
        self._sleep = sleep
        self._batch_events = batch_events
        self._read = partial(spool.read, events=batch_events, size=batch_bytes)

    async def batches(self, memory: Store) -> AsyncIterator[Batch]:
        """The records, after the last that the memory knows to be in Kafka; the memory holds that sequence alone.

        Raises:
            SpoolError: the spool is older than what it has sent, a record is damaged, or the disk refused.
        """
        # By the spool's id: a new file that takes the place of a lost one begins at 1 again.
        place = b"sent/" + self._spool.id
        position = int(memory.get(place) or 0)
        if position > self._spool.last:
            raise SpoolError(
                f"the spool {self._spool.path} ends at {self._spool.last} and {position} is in Kafka already, so an "
                "old copy was put in its place: move it away, and let the sources send again what it holds"
            )
        await self._forget(position)
        begun = -math.inf
        while True:
            if self._spool.waiting < self._batch_events:
                await self._sleep(max(0.0, begun + self._interval_s - time.monotonic()))
            begun = time.monotonic()
            last = self._spool.last
            waiting = await self._read(after=position)
            if waiting:
                position = waiting[-1].sequence
                memory.put(place, str(position).encode())
                records = [one.record for one in waiting]
                yield Batch(emissions=records, rows=len(records), settled=partial(self._forget, position))
            elif self._follow:
                await self._spool.beyond(max(position, last))  # what is not there up to the last was sent before
            else:
                return

    async def _forget(self, position: int) -> None:
        try:
            await self._spool.forget(position)
        except SpoolFull:
            # A full disk may have no room even for deleting; the memory's position keeps them from going out again.
            log.warning("what is in Kafka could not be deleted from the spool %s: its disk is full", self._spool.path)
