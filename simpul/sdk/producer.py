"""The producer of one source system: checks events, gives them key and envelope, and hands them to Kafka."""

import asyncio
import logging
from collections import defaultdict
from types import TracebackType
from typing import Self, Unpack

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.structs import RecordMetadata

from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import Contracts, load_contracts
from simpul.errors import ClusterError, PublishError
from simpul.events import Event
from simpul.sdk.circumstances import Circumstances
from simpul.sdk.failures import explain, missing_topic, unacknowledged, unreachable
from simpul.sdk.records import Records
from simpul.sdk.sent import Landed, Sent
from simpul.settings import Settings

LINGER_MS = 5  # events of a burst share a request
BATCH_BYTES = 262_144
HEADROOM_BYTES = 65_536  # key, headers and Kafka's own bytes, beside the value
CLOSE_S = 10.0

log = logging.getLogger(__name__)


class Producer:
    """Publishes the events of one source system: idempotent, acknowledged by all in-sync replicas.

    An async context manager. `publish` waits until the event has landed. For many events use `send`, which returns
    once there is room in the buffer, and await what it gives later; events of a key land in the order of the calls.
    """

    def __init__(
        self, *, settings: Settings, system: int, contracts: Contracts | None = None, catalogue: Catalogue | None = None
    ) -> None:
        self._settings = settings
        contracts = contracts or load_contracts(settings.contracts)
        catalogue = catalogue or load_catalogue(settings.catalogue, contracts=contracts)
        self._records = Records(settings=settings, system=system, contracts=contracts, catalogue=catalogue)
        self._system = system
        self._kafka: AIOKafkaProducer | None = None
        self._room = asyncio.Semaphore(settings.buffer_events)
        # aiokafka may let a later event overtake one that waits for room in a batch; these keep the order.
        self._turns: dict[tuple[str, int], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._flying: set[Sent] = set()
        self._unnoticed: set[Sent] = set()

    async def __aenter__(self) -> Self:
        """Connect, and see that the topics are there.

        Raises:
            ClusterError: no broker answers, or a topic is missing or has another partition count.
        """
        # aiokafka writes keys and values to its debug log, and they are personal data.
        logging.getLogger("aiokafka.producer.producer").setLevel(logging.INFO)
        settings = self._settings
        kafka = AIOKafkaProducer(
            bootstrap_servers=settings.bootstrap_servers,
            client_id=f"simpul-system-{self._system}",
            enable_idempotence=True,
            acks="all",
            compression_type="zstd",
            linger_ms=LINGER_MS,
            max_batch_size=BATCH_BYTES,
            max_request_size=settings.max_record_bytes + HEADROOM_BYTES,
        )
        try:
            await asyncio.wait_for(kafka.start(), settings.publish_timeout_s)
            await kafka.client.set_topics({route.topic.name for route in self._records.routes.values()})
            self._check_topics(kafka)
        except (KafkaConnectionError, OSError, TimeoutError) as problem:
            await kafka.stop()
            raise unreachable(settings.bootstrap_servers) from problem
        except (KafkaError, ClusterError):
            await kafka.stop()
            raise
        self._kafka = kafka
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what is on its way, then close.

        Raises:
            PublishError: an event failed and nobody has awaited it.
        """
        await self.flush()
        await self._close()
        if self._unnoticed and kind is None:
            first = next(iter(self._unnoticed)).outcome.result()
            raise PublishError(
                f"{len(self._unnoticed)} events did not land, and nobody awaited them; one of them: {first}"
            )

    async def publish(self, event: Event, **how: Unpack[Circumstances]) -> Landed:
        """Where the event landed, once every in-sync replica has it.

        Raises:
            ValueRejected: the data do not fit the contract.
            CatalogueError: this system may not publish the event type.
            PublishError: the circumstances are wrong, the record is too large, or Kafka did not take it.
        """
        return await (await self.send(event, **how))

    async def send(self, event: Event, **how: Unpack[Circumstances]) -> Sent:
        """Put an event into the buffer, waiting while it is full; await the answer to learn where it landed.

        Raises:
            ValueRejected: the data do not fit the contract.
            CatalogueError: this system may not publish the event type.
            PublishError: the circumstances are wrong, or the record is too large.
        """
        if self._kafka is None:
            raise PublishError("the producer is not open; use it as `async with Producer(...) as producer`")
        topic, partition, key, value, headers, event_id, _ = self._records.record(event, how)
        await self._room.acquire()
        sent = Sent(event_id=event_id, unnoticed=self._unnoticed, when_settled=self._settled)
        self._flying.add(sent)
        try:
            async with self._turns[topic, partition]:
                # No timestamp is given, so it is now: an older one would fall to retention at once.
                future = await self._kafka.send(topic, value, key=key, partition=partition, headers=headers)
        except KafkaError as problem:
            sent.settle(explain(problem, topic=topic, brokers=self._settings.bootstrap_servers))
        except BaseException:
            # Cancelled before Kafka had it: the caller learns it from what is raised, nobody else waits for it.
            self._settled(sent)
            raise
        else:
            self._watch(sent, future, topic=topic)
        return sent

    async def flush(self) -> None:
        """Return once no event is on its way any more, landed or failed."""
        while self._flying:
            await asyncio.wait([sent.outcome for sent in self._flying])

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

    def _settled(self, sent: Sent) -> None:
        self._flying.discard(sent)
        self._room.release()

    def _check_topics(self, kafka: AIOKafkaProducer) -> None:
        for route in self._records.routes.values():
            topic = route.topic
            live = len(kafka.client.cluster.partitions_for_topic(topic.name) or ())
            if not live:
                raise missing_topic(topic.name)
            if live != topic.partitions:
                raise ClusterError(
                    f"topic {topic.name} has {live} partitions and the catalogue says {topic.partitions}: keys would "
                    "land elsewhere; run simpul topics plan, which says how to migrate"
                )

    async def _close(self) -> None:
        kafka, self._kafka = self._kafka, None
        if kafka is not None:
            try:
                await asyncio.wait_for(kafka.stop(), CLOSE_S)
            except TimeoutError:
                log.warning("the producer of system %d was closed without an answer of the broker", self._system)
