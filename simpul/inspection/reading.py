"""Reading a topic for a person: no group, no commit, nothing of an open or aborted transaction."""

import asyncio
from collections.abc import AsyncGenerator

from aiokafka import AIOKafkaConsumer
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
    consumer = AIOKafkaConsumer(
        bootstrap_servers=brokers,
        client_id="simpul-consume",
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="none",
    )
    try:
        try:
            await asyncio.wait_for(consumer.start(), CONNECT_S)
        except (KafkaConnectionError, OSError, TimeoutError) as problem:
            raise unreachable(brokers) from problem
        parts = await _partitions(consumer, topic)
        ends = await consumer.end_offsets(parts)
        consumer.assign(parts)
        starts = await consumer.beginning_offsets(parts) if from_beginning else ends
        for part in parts:
            consumer.seek(part, starts[part])
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


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    # The consumer's own list of topics asks the brokers, so that an unknown topic is known at once.
    if topic not in await consumer.topics():
        raise missing_topic(topic)
    return [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]


async def _reached(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    return all([await consumer.position(part) >= end for part, end in ends.items()])
