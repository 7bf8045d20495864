"""Faust's aiokafka driver: a chunk at a time, read committed, tasks readied before a position is read.

It leans on private names of faust-streaming 0.15.3 and aiokafka 0.14.0; `simpul.runtime.pins` refuses others.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import aiokafka
from aiokafka.consumer.fetcher import FetchError, FetchResult, OffsetResetStrategy
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from faust.types.tuples import ConsumerMessage, Message

from simpul.runtime.inputs import Chunk
from simpul.runtime.pipeline import Record

if TYPE_CHECKING:
    from simpul.runtime.app import App

# A fetch waits this long on empty partitions, and a partition just drained waits for that fetch: it bounds the latency.
FETCH_WAIT_MS = 25
ANSWER_S = 5.0
REST_S = 0.25


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The consumer's own thread: turns what one fetch brought into chunks, and reads all committed offsets at once."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._ends: dict[TP, int] = {}
        self.stable_ends: dict[TP, int] = {}  # read by the tasks, in another thread

    def _create_worker_consumer(self, transport: driver.Transport) -> aiokafka.AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # so that streams can be chained
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        consumer._client._metadata_update = partial(_patiently, consumer._client._metadata_update)
        return consumer

    async def _fetch_records(  # type: ignore[override]  # chunks in the place of records
        self,
        consumer: aiokafka.AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109  # Faust's signature
        max_records: int | None = None,
    ) -> dict[TP, Chunk]:
        for fetched in consumer._fetcher._records.values():
            _leave_as_parsed(fetched)
        drained = await super()._fetch_records(consumer, active_partitions, timeout, max_records)
        # nothing has been awaited since the records were drained, so the positions are those right after them
        chunks = {}
        for tp, start in self._ends.items():  # a partition that nobody has sought yet will be fetched again
            state = consumer._subscription.subscription.assignment.state_value(tp)
            if state is None:  # it goes to another worker
                continue
            if state.lso is not None:
                self.stable_ends[tp] = state.lso
            # a position also moves over aborted records and transaction markers, which are not drained
            end = state._position
            if end is not None and end != start:
                chunks[tp] = Chunk(tp, drained.get(tp, ()), start, end)
        self._ends.update((tp, chunk.end) for tp, chunk in chunks.items())
        return chunks

    async def committed_offsets(self) -> dict[TP, int]:
        """The committed offset of every assigned partition, -1 where there is none."""
        consumer = self._ensure_consumer()
        assigned = consumer.assignment()
        committed = await consumer._coordinator.fetch_committed_offsets(assigned) if assigned else {}
        return {tp: committed[tp].offset if tp in committed else -1 for tp in assigned}

    async def seek_all(self, positions: Mapping[TP, int]) -> None:
        """Go to these positions; from here on a position that no longer exists is an error, not a leap over records."""
        consumer = self._ensure_consumer()
        consumer._fetcher._default_reset_strategy = OffsetResetStrategy.NONE
        assigned = consumer.assignment()
        self.stable_ends.clear()
        self._ends = {tp: position for tp, position in positions.items() if tp in assigned}
        for tp, position in self._ends.items():
            consumer._fetcher.seek_to(tp, position)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let aiokafka find a first position of partitions to come, until all are sought."""
        self._ensure_consumer()._fetcher._default_reset_strategy = OffsetResetStrategy.EARLIEST
        await super().on_partitions_revoked(revoked)

    async def end_offsets(self) -> dict[TP, int]:
        """The last stable offset of every assigned partition that has been fetched from."""
        consumer = self._ensure_consumer()
        ends = {tp: consumer.last_stable_offset(tp) for tp in consumer.assignment()}
        return {tp: end for tp, end in ends.items() if end is not None}

    async def broker_answers(self) -> bool:
        """Whether any broker answers a metadata request in time."""
        client = self._ensure_consumer()._client
        try:
            await asyncio.wait_for(client.fetch_all_metadata(), ANSWER_S)
        except (KafkaError, TimeoutError, OSError):
            return False
        return True


async def _patiently(update: Callable[..., Awaitable[bool]], *about: object) -> bool:
    """Ask for metadata, and rest if no broker answers: aiokafka's fetcher would ask again at once and burn a core."""
    answered = await update(*about)
    if not answered:
        await asyncio.sleep(REST_S)
    return answered


def _leave_as_parsed(fetched: FetchResult | FetchError) -> None:
    """Keep aiokafka from copying every record into a ConsumerRecord (3 us): what its parser gives has all we read."""
    if isinstance(fetched, FetchResult) and fetched._partition_records is not None:
        fetched._partition_records._consumer_record = _as_parsed


def _as_parsed(_: TP, record: Record) -> Record:
    return record


class Consumer(driver.Consumer):
    """Hands Faust one message a chunk, and gives the tasks their partitions at each rebalance."""

    app: "App"

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ASYNC109  # Faust's signature
        """One message a chunk; chunks of partitions that have gone are dropped: their new owner fetches them again."""
        chunks, active = await self._wait_next_records(timeout)
        if chunks is None or self.should_stop:
            return
        generation = self.app.consumer_generation_id
        if not self.flow_active:
            await self.perform_seek()
            return
        for tp, chunk in cast("Mapping[TP, Chunk]", chunks).items():
            if not self.flow_active or self.app.consumer_generation_id != generation:
                return
            if active is None or tp in active or tp in self._buffered_partitions:
                yield tp, _message(chunk, generation)

    async def perform_seek(self) -> None:
        """Ready the tasks (opening their producers fences the last owners), only then read and seek to positions."""
        ownership = self.app.ownership
        thread = cast("ConsumerThread", self._thread)
        async with ownership.changing:  # a fetch that ends during a rebalance asks for this as well
            if ownership.closed:
                return
            owned = {aiokafka.TopicPartition(tp.topic, tp.partition) for tp in self.assignment()}
            await ownership.take_over(owned)
            committed = await thread.call_thread(thread.committed_offsets)
            earliest = await self.earliest_offsets(*committed) if committed else {}
            positions = ownership.positions(committed, earliest=earliest)
            await thread.call_thread(thread.seek_all, positions)
            self._read_offset.update(positions)
            ownership.resume(positions, ends=thread.stable_ends)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Wait for the transactions in flight before anyone else may have the partitions."""
        await self.app.ownership.pause()
        await super().on_partitions_revoked(revoked)

    async def _add_gap(self, *_: object) -> None:
        """Offsets are committed in the tasks' transactions: Faust's own bookkeeping is off (acks=False)."""

    async def ends(self) -> dict[TP, int]:
        """The last stable offset of every assigned partition that has been fetched from."""
        thread = cast("ConsumerThread", self._thread)
        return cast("dict[TP, int]", await thread.call_thread(thread.end_offsets))

    async def broker_answers(self) -> bool:
        """Whether any broker answers a metadata request in time."""
        thread = cast("ConsumerThread", self._thread)
        return cast("bool", await thread.call_thread(thread.broker_answers))


class Transport(driver.Transport):
    """The driver with the consumer above."""

    Consumer = Consumer


def _message(chunk: Chunk, generation: int) -> ConsumerMessage:
    published_ms = chunk.records[-1].timestamp if chunk.records else 0
    topic, partition = chunk.source
    tp = TP(topic, partition)
    value: Any = chunk  # Faust passes a raw value on as it is
    return ConsumerMessage(
        topic,
        partition,
        chunk.end - 1,
        published_ms / 1000,
        0,
        None,
        None,
        value,
        None,
        0,
        0,
        tp,
        generation_id=generation,
    )
