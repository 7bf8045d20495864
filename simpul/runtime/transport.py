"""Faust's aiokafka driver: a chunk at a time, read committed, tasks readied before a position is read.

It leans on private names of faust-streaming 0.15.3 and aiokafka 0.14.0; `simpul.runtime.pins` refuses others.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import aiokafka
from aiokafka.consumer.fetcher import FetchError, FetchResult
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from faust.types.tuples import ConsumerMessage, Message

from simpul.runtime.pipeline import Record
from simpul.runtime.task import Chunk

if TYPE_CHECKING:
    from simpul.runtime.app import App

# A fetch waits this long on empty partitions, and a partition just drained waits for that fetch: it bounds the latency.
FETCH_WAIT_MS = 25
ANSWER_S = 5.0


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The consumer's own thread: turns what one fetch brought into chunks, and reads all committed offsets at once."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._ends: dict[TP, int] = {}

    def _create_worker_consumer(self, transport: driver.Transport) -> aiokafka.AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # so that streams can be chained
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
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
        assignment = consumer._subscription.subscription.assignment
        chunks = {}
        for tp, records in drained.items():
            end = assignment.state_value(tp).position
            chunks[tp] = Chunk(tp, records, self._ends.get(tp), end)
            self._ends[tp] = end
        return chunks

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """The committed offset of every assigned partition, -1 where there is none, having sought to it."""
        return cast("Mapping[TP, int]", await self.call_thread(self._seek_to_committed))

    async def _seek_to_committed(self) -> dict[TP, int]:
        consumer = self._ensure_consumer()
        assigned = consumer.assignment()
        committed = await consumer._coordinator.fetch_committed_offsets(assigned) if assigned else {}
        offsets = {tp: committed[tp].offset if tp in committed else -1 for tp in assigned}
        self._ends.clear()
        for tp, offset in offsets.items():
            if offset >= 0:
                consumer._fetcher.seek_to(tp, offset)
        return offsets

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
        owned = {aiokafka.TopicPartition(tp.topic, tp.partition) for tp in self.assignment()}
        await self.app.ownership.take_over(owned)
        committed = await self.seek_to_committed()
        self._read_offset.update({tp: offset if offset >= 0 else None for tp, offset in committed.items()})
        earliest = await self.earliest_offsets(*committed) if committed else {}
        self.app.ownership.resume(committed, earliest=earliest)

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
    last = chunk.records[-1]
    topic, partition = chunk.source
    tp = TP(topic, partition)
    value: Any = chunk  # Faust passes a raw value on as it is
    return ConsumerMessage(
        topic,
        partition,
        last.offset,
        last.timestamp / 1000,
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
