"""Reading a topic for a person: no group, no commit, nothing of an open or aborted transaction."""

import asyncio
from collections.abc import AsyncGenerator

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.structs import TopicPartition

from simpul.errors import ClusterError
from simpul.inspection.records import Raw
from simpul.sdk.failures import missing_topic, unreachable

POLL_MS = 200
CONNECT_S = 10.0


async def read_topic(topic: str, *, brokers: str, from_beginning: bool, until_end: bool) -> AsyncGenerator[Raw, None]:
    """The records of a topic, in the order of each partition; for ever, unless `until_end`.

    Args:
        topic: its name.
        brokers: host:port, separated by commas.
        from_beginning: all that Kafka still has, not only what comes from now on.
        until_end: stop at what is there now.

    Raises:
        ClusterError: no broker answers, or there is no such topic.
    """
    await _check_topic(topic, brokers=brokers)
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=brokers,
        client_id="simpul-consume",
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest" if from_beginning else "latest",
    )
    try:
        await consumer.start()
        parts = sorted(consumer.assignment())
        ends = await consumer.end_offsets(parts)
        if not from_beginning:
            for part in parts:
                consumer.seek(part, ends[part])
        while not (until_end and await _reached(consumer, ends)):
            for part, records in (await consumer.getmany(timeout_ms=POLL_MS)).items():
                for record in records:
                    if until_end and record.offset >= ends[part]:
                        break
                    yield Raw(
                        topic=record.topic,
                        partition=record.partition,
                        offset=record.offset,
                        timestamp=record.timestamp,
                        key=record.key,
                        value=record.value,
                        headers=record.headers,
                    )
    except KafkaError as problem:
        raise ClusterError(f"reading {topic} from {brokers} failed ({type(problem).__name__}); try again") from problem
    finally:
        await consumer.stop()


async def _check_topic(topic: str, *, brokers: str) -> None:
    # Asked for first: a consumer would wait for an unknown topic until its time-out.
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    try:
        await asyncio.wait_for(admin.start(), CONNECT_S)
        topics = await admin.list_topics()
    except (KafkaConnectionError, OSError, TimeoutError) as problem:
        raise unreachable(brokers) from problem
    finally:
        await admin.close()
    if topic not in topics:
        raise missing_topic(topic)


async def _reached(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    return all([await consumer.position(part) >= end for part, end in ends.items()])
