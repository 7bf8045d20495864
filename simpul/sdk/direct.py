"""Sends records straight to Kafka; one that does not land within the time set is an error."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import RecordMetadata

from simpul.catalogue import Topic
from simpul.errors import PublishError
from simpul.sdk.connection import connect, disconnect
from simpul.sdk.failures import explain, unacknowledged
from simpul.sdk.flight import Flight
from simpul.sdk.records import Record
from simpul.sdk.sent import Landed, Sent
from simpul.settings import Settings


class Direct:
    """The way of a producer without a spool."""

    def __init__(self, *, settings: Settings, client_id: str, topics: Sequence[Topic], flight: Flight) -> None:
        self._settings = settings
        self._client_id = client_id
        self._topics = topics
        self._flight = flight
        self._kafka: AIOKafkaProducer | None = None
        # aiokafka may let a later event overtake one that waits for room in a batch; these keep the order.
        self._turns: dict[tuple[str, int], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(self) -> None:
        """Connect, and see that the topics are there.

        Raises:
            ClusterError: no broker answers, or a topic is missing or has another partition count.
        """
        self._kafka = await connect(self._settings, client_id=self._client_id, topics=self._topics)

    async def close(self) -> None:
        """Close; what is on its way has landed or failed."""
        kafka, self._kafka = self._kafka, None
        if kafka is not None:
            await disconnect(kafka, client_id=self._client_id)

    async def send(self, record: Record) -> Sent:
        """Put a record into the buffer, waiting while it is full.

        Raises:
            PublishError: it is not open.
        """
        if self._kafka is None:
            raise PublishError("the producer is not open; use it as `async with Producer(...) as producer`")
        topic, partition, key, value, headers, event_id, _ = record
        sent = await self._flight.board(event_id)
        try:
            async with self._turns[topic, partition]:
                # No timestamp is given, so it is now: an older one would fall to retention at once.
                future = await self._kafka.send(topic, value, key=key, partition=partition, headers=headers)
        except KafkaError as problem:
            sent.settle(explain(problem, topic=topic, brokers=self._settings.bootstrap_servers))
        except BaseException:
            # Cancelled before Kafka had it: the caller learns it from what is raised, nobody else waits for it.
            self._flight.leave(sent)
            raise
        else:
            self._watch(sent, future, topic=topic)
        return sent

    def _watch(self, sent: Sent, future: "asyncio.Future[RecordMetadata]", *, topic: str) -> None:
        brokers, seconds = self._settings.bootstrap_servers, self._settings.publish_timeout_s
        # An idempotent producer tries for ever; the caller is to hear of a silent broker.
        silence = asyncio.get_running_loop().call_later(
            seconds, lambda: sent.settle(unacknowledged(topic, brokers=brokers, seconds=seconds))
        )

        def acknowledged(done: "asyncio.Future[RecordMetadata]") -> None:
            silence.cancel()
            problem = asyncio.CancelledError() if done.cancelled() else done.exception()
            if problem is None:
                at = done.result()
                sent.settle(Landed(topic=topic, partition=at.partition, offset=at.offset, event_id=sent.event_id))
            elif isinstance(problem, KafkaError):
                sent.settle(explain(problem, topic=topic, brokers=brokers))
            else:
                given_up = f"an event of {topic} was given up ({type(problem).__name__}); publish it again"
                sent.settle(PublishError(given_up))

        future.add_done_callback(acknowledged)
