"""Publishes what a source gives: its events and what it remembers go out in one Kafka transaction.

A transactional id for each share of an adapter fences whoever had it before. So after SIGKILL, a lost broker or a
second copy started by mistake, nothing is missing and nothing doubled: what was not committed is asked for again.
"""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator

from aiokafka import TopicPartition
from aiokafka.errors import InvalidProducerEpoch, KafkaError, ProducerFenced

from simpul.adapters.finishing import Finisher
from simpul.adapters.measure import Measure
from simpul.adapters.setup import Setup
from simpul.adapters.source import Batch, Source
from simpul.errors import Fenced, StateError
from simpul.runtime import Outbound
from simpul.runtime.preflight import check_topics
from simpul.runtime.task_state import TaskState
from simpul.runtime.transaction import Writer
from simpul.state import Identity

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0

log = logging.getLogger(__name__)


class Relay:
    """One share of one adapter at work."""

    def __init__(self, source: Source, *, setup: Setup, measure: Measure) -> None:
        """Read from the catalogue what the adapter may write.

        Args:
            source: as `setup.open()` gives it.
            setup: of the adapter.
            measure: told of every commit.
        """
        self._source = source
        self._setup = setup
        self._measure = measure
        self._memory = setup.catalogue.memory_topic(setup.adapter.name)
        self._finisher = Finisher(setup)
        self._began = 0.0  # the open transaction, by the monotonic clock
        self.ready = False

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until the source ends or `stop` is set, however often Kafka goes away in between.

        Raises:
            Fenced: another copy of this share was started.
            SimpulError: a person must do something first.
        """
        pause_s = FIRST_PAUSE_S
        while not stop.is_set():
            try:
                await self._session(stop)
            except (KafkaError, OSError, StateError) as problem:
                self._judge(problem)
                pause_s = FIRST_PAUSE_S if self.ready else pause_s
                self.ready = False
                self._measure.held_up()
            else:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _session(self, stop: asyncio.Event) -> None:
        """Take over the share, learn where it stands, and publish from there."""
        setup = self._setup
        brokers = setup.settings.bootstrap_servers
        cluster_id = await check_topics(self._wanted_topics(), bootstrap_servers=brokers)
        writer = Writer(
            bootstrap_servers=brokers,
            group="",  # no offsets are committed: the position is what the source remembers
            transactional_id=f"adapter.{setup.adapter.name}-{setup.share}",
            timeout_ms=setup.settings.transaction_timeout_ms,
        )
        state = TaskState(
            setup.settings.data_dir / "adapters" / setup.adapter.name / str(setup.share),
            changelog=TopicPartition(self._memory.name, setup.share),
            identity=Identity(self._memory.name, str(setup.share), cluster_id),
        )
        try:
            await writer.open()  # before the memory is read: from now on nobody else can change it
            await state.restore(brokers, restoring=lambda _: None)
            self.ready = True
            self._measure.goes_on()
            await self._publish_all(stop, writer=writer, state=state)
        finally:
            state.close()
            await writer.close()

    async def _publish_all(self, stop: asyncio.Event, *, writer: Writer, state: TaskState) -> None:
        batches = self._source.batches(state.buffer)
        try:
            while (batch := await _next(batches, stop)) is not None:
                await self._publish(batch, writer=writer, state=state)
        finally:
            close = getattr(batches, "aclose", None)  # of a generator: lets go of files and connections
            if close is not None:
                await close()

    async def _publish(self, batch: Batch, *, writer: Writer, state: TaskState) -> None:
        event_types: Counter[str] = Counter()
        self._began = time.monotonic()
        if batch.emissions or state.buffer.changes:
            await writer.begin()
            now_ms = int(time.time() * 1000)
            for emission in batch.emissions:
                record = self._finisher.record(emission)
                event_types[record.event_type] += 1
                await _append(writer, Outbound(*record[:5], record.event_type), now_ms=now_ms)
            for change in state.records():
                await _append(writer, change, now_ms=now_ms)
            reached = await writer.commit({})
            state.committed(reached.get((self._memory.name, self._setup.share)))
        self._measure.committed(rows=batch.rows, rejected=batch.rejected, event_types=event_types)
        if batch.settled is not None:
            await batch.settled()

    def _wanted_topics(self) -> dict[str, int]:
        return {topic.name: topic.partitions for topic in (*self._finisher.topics, self._memory)}

    def _judge(self, problem: KafkaError | OSError | StateError) -> None:
        """Return if it is worth trying again.

        Raises:
            Fenced: it is not, since another copy does the work.
            StateError: it is not, since the memory cannot be opened.
        """
        adapter, settings = self._setup.adapter, self._setup.settings
        if isinstance(problem, StateError) and not isinstance(problem.__cause__, KafkaError | OSError):
            raise problem
        lasted_s = time.monotonic() - self._began
        timed_out = lasted_s * 1000 > settings.transaction_timeout_ms  # Kafka fences the producer of such a one too
        if isinstance(problem, ProducerFenced | InvalidProducerEpoch) and self.ready and not timed_out:
            raise Fenced(
                f"another process publishes share {self._setup.share} of adapter {adapter.name}: this one ends, and "
                "nothing is missing or doubled; run one process for each share"
            ) from problem
        log.warning(
            "adapter %s: Kafka at %s does not take events (%s); nothing is lost, it is tried again",
            adapter.name,
            settings.bootstrap_servers,
            type(problem).__name__,
        )


async def _append(writer: Writer, out: Outbound, *, now_ms: int) -> None:
    while not writer.append(out, now_ms):
        await writer.spill(out.topic, out.partition)


async def _next(batches: AsyncIterator[Batch], stop: asyncio.Event) -> Batch | None:
    """The next batch; None when the source has ended or the process is to stop."""
    if stop.is_set():
        return None
    asked = asyncio.ensure_future(anext(batches, None))
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((asked, stopped), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
    if asked.done():
        return await asked
    asked.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asked
    return None
