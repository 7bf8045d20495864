"""Keeps every record in a spool first and sends from there, so that no event depends on whether a broker answers.

One way for all of them keeps it simple and in order: nothing new can overtake what waits. What waits goes out in Kafka
transactions, each of them whole or not at all. An event can land twice only where nobody learns whether Kafka has
committed: the process dies, or no answer comes in time. Both have the same event id, and readers drop the second.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from simpul.catalogue import Topic
from simpul.errors import ClusterError, PublishError, SimpulError, SpoolFull, Unreachable
from simpul.sdk.connection import connect, disconnect
from simpul.sdk.flight import Flight
from simpul.sdk.records import Record
from simpul.sdk.sent import IN_SPOOL, Landed, Sent
from simpul.sdk.spool import Arrival, Spool, Waiting
from simpul.settings import Settings

BATCH_EVENTS: Final = 500
BATCH_BYTES: Final = 4_000_000
FIRST_ANSWER_S: Final = 5.0  # how long `open` waits for a broker before it does without
RETRY_S: Final = 1.0

log = logging.getLogger(__name__)


class Spooled:
    """The way of a producer with a spool."""

    def __init__(
        self, spool: Spool, *, settings: Settings, client_id: str, topics: Sequence[Topic], flight: Flight
    ) -> None:
        self._spool = spool
        self._settings = settings
        self._client_id = client_id
        self._topics = topics
        self._flight = flight
        self._position = 0
        self._held_up = asyncio.Event()
        self._draining: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to send what waits; without a broker it waits on.

        Raises:
            ClusterError: a topic is missing or has another partition count.
        """
        answer: asyncio.Future[SimpulError | None] = asyncio.get_running_loop().create_future()
        self._draining = asyncio.create_task(self._drain(answer))
        await asyncio.wait([answer], timeout=FIRST_ANSWER_S)
        problem = answer.result() if answer.done() else None
        if isinstance(problem, ClusterError) and not isinstance(problem, Unreachable):
            await self._stop()
            raise problem

    async def close(self) -> None:
        """Send what waits if a broker takes it; what is left goes out at the next start."""
        drained = asyncio.create_task(self._spool.drained())
        stuck = asyncio.create_task(self._held_up.wait())
        try:
            timeout = self._settings.publish_timeout_s
            await asyncio.wait([drained, stuck], timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            drained.cancel()
            stuck.cancel()
            await self._stop()
        if self._spool.waiting:
            log.warning("%d events wait in the spool %s for the next start", self._spool.waiting, self._spool.path)

    async def send(self, record: Record) -> Sent:
        """Hand a record to the spool, waiting while too many are on their way to the disk.

        Raises:
            PublishError: it is not open.
        """
        if self._draining is None:
            raise PublishError("the producer is not open; use it as `async with Producer(...) as producer`")
        sent = await self._flight.board(record.event_id)
        self._spool.hand_over([record]).add_done_callback(lambda done: _settle(sent, record, done))
        return sent

    async def _stop(self) -> None:
        draining, self._draining = self._draining, None
        if draining is not None:
            draining.cancel()
            await asyncio.wait([draining])

    async def _drain(self, answer: "asyncio.Future[SimpulError | None]") -> None:
        while True:
            try:
                await self._session(answer)
            except (SimpulError, KafkaError, TimeoutError) as problem:
                log.warning("events wait in the spool %s: %s", self._spool.path, str(problem) or type(problem).__name__)
                if not answer.done():
                    answer.set_result(problem if isinstance(problem, SimpulError) else None)
            self._held_up.set()
            await asyncio.sleep(RETRY_S)

    async def _session(self, answer: "asyncio.Future[SimpulError | None]") -> None:
        kafka = await connect(
            self._settings,
            client_id=self._client_id,
            topics=self._topics,
            transactional_id=f"simpul-spool-{self._spool.id.hex()}",
        )
        try:
            if not answer.done():
                answer.set_result(None)
            self._held_up.clear()
            while True:
                await self._spool.beyond(self._position)
                await self._send_next(kafka)
        finally:
            await disconnect(kafka, client_id=self._client_id)

    async def _send_next(self, kafka: AIOKafkaProducer) -> None:
        last = self._spool.last
        waiting = await self._spool.read(after=self._position, events=BATCH_EVENTS, size=BATCH_BYTES)
        if waiting:
            async with asyncio.timeout(self._settings.publish_timeout_s):
                await _send_whole(kafka, waiting)
        self._position = waiting[-1].sequence if waiting else last  # without records: all of them were sent before
        with contextlib.suppress(SpoolFull):  # no room even for deleting: they are deleted with later ones
            await self._spool.forget(self._position)


async def _send_whole(kafka: AIOKafkaProducer, waiting: Sequence[Waiting]) -> None:
    async with kafka.transaction():
        landing = []
        for one in waiting:
            topic, partition, key, value, headers, _, _ = one.record
            landing.append(await kafka.send(topic, value, key=key, partition=partition, headers=headers))
        await asyncio.gather(*landing)


def _settle(sent: Sent, record: Record, done: "asyncio.Future[list[Arrival]]") -> None:
    problem = None if done.cancelled() else done.exception()
    if isinstance(problem, SimpulError):
        sent.settle(problem)
    elif done.cancelled() or problem is not None:
        sent.settle(PublishError(f"an event of {record.topic} was given up; publish it again with the same event_id"))
    elif done.result() == [Arrival.DIFFERS]:
        sent.settle(
            PublishError(
                f"event {record.event_id} of {record.topic} was published before with other data; give this one an id "
                "of its own"
            )
        )
    else:
        sent.settle(Landed(topic=record.topic, partition=record.partition, offset=IN_SPOOL, event_id=record.event_id))
