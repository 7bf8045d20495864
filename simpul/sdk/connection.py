"""A connection to Kafka that records are sent over: idempotent, acknowledged by all in-sync replicas."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError

from simpul.catalogue import Topic
from simpul.errors import ClusterError
from simpul.sdk.failures import missing_topic, unreachable
from simpul.settings import Settings

LINGER_MS: Final = 5  # events of a burst share a request
BATCH_BYTES: Final = 262_144
HEADROOM_BYTES: Final = 65_536  # key, headers and Kafka's own bytes, beside the value
CLOSE_S: Final = 10.0

log = logging.getLogger(__name__)


async def connect(
    settings: Settings, *, client_id: str, topics: Iterable[Topic], transactional_id: str | None = None
) -> AIOKafkaProducer:
    """A connection, once a broker has answered and the topics are as the catalogue says.

    Raises:
        Unreachable: no broker answers.
        ClusterError: a topic is missing, or has another partition count.
    """
    # aiokafka writes keys and values to its debug log, and they are personal data.
    logging.getLogger("aiokafka.producer.producer").setLevel(logging.INFO)
    kafka = AIOKafkaProducer(
        bootstrap_servers=settings.bootstrap_servers,
        client_id=client_id,
        enable_idempotence=True,
        acks="all",
        compression_type="zstd",
        linger_ms=LINGER_MS,
        max_batch_size=BATCH_BYTES,
        max_request_size=settings.max_record_bytes + HEADROOM_BYTES,
        transactional_id=transactional_id,
    )
    needed = {topic.name: topic.partitions for topic in topics}
    try:
        await asyncio.wait_for(kafka.start(), settings.publish_timeout_s)
        await kafka.client.set_topics(set(needed))
        for name, partitions in needed.items():
            _check_topic(name, partitions=partitions, live=len(kafka.client.cluster.partitions_for_topic(name) or ()))
    except (KafkaConnectionError, OSError, TimeoutError) as problem:
        await kafka.stop()
        raise unreachable(settings.bootstrap_servers) from problem
    except BaseException:
        await kafka.stop()
        raise
    return kafka


async def disconnect(kafka: AIOKafkaProducer, *, client_id: str) -> None:
    """Let go of a connection, whether or not the broker answers."""
    try:
        await asyncio.wait_for(kafka.stop(), CLOSE_S)
    except (TimeoutError, KafkaError):
        log.warning("%s was closed without an answer of the broker", client_id)


def _check_topic(name: str, *, partitions: int, live: int) -> None:
    if not live:
        raise missing_topic(name)
    if live != partitions:
        raise ClusterError(
            f"topic {name} has {live} partitions and the catalogue says {partitions}: keys would land elsewhere; run "
            "simpul topics plan, which says how to migrate"
        )
