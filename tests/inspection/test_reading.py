"""Reading a topic, on a real Kafka."""

import asyncio
from contextlib import aclosing
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer

from simpul.errors import ClusterError
from simpul.inspection import Raw, read_topic
from tests.sdk.bus import create_topic

pytestmark = pytest.mark.kafka


async def read_all(topic: str, brokers: str) -> list[Raw]:
    """All records that the topic has now."""
    async with aclosing(read_topic(topic, brokers=brokers, from_beginning=True, until_end=True)) as records:
        return [raw async for raw in records]


async def test_all_that_is_there_is_read_once_and_no_aborted_record(kafka: str) -> None:
    topic = f"test.reading-{uuid4()}"
    create_topic(kafka, topic, partitions=2)
    async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id="test-reading") as producer:
        async with producer.transaction():
            for number in range(20):
                await producer.send(topic, b"%d" % number, partition=number % 2, headers=[("h", b"v")])
        await producer.begin_transaction()
        await producer.send_and_wait(topic, b"aborted", partition=0)
        await producer.abort_transaction()

    records = await read_all(topic, kafka)

    assert sorted(int(raw.value or b"-1") for raw in records) == list(range(20))
    assert {tuple(raw.headers) for raw in records} == {(("h", b"v"),)}


async def test_an_empty_topic_ends_at_once(kafka: str) -> None:
    create_topic(kafka, "test.reading-empty", partitions=2)

    records = await read_all("test.reading-empty", kafka)

    assert records == []


async def test_without_from_beginning_only_what_comes_is_read(kafka: str) -> None:
    topic = f"test.reading-{uuid4()}"
    create_topic(kafka, topic, partitions=1)
    async with AIOKafkaProducer(bootstrap_servers=kafka) as producer:
        await producer.send_and_wait(topic, b"old")
        async with aclosing(read_topic(topic, brokers=kafka, from_beginning=False, until_end=False)) as records:
            first = asyncio.ensure_future(anext(records))
            for _ in range(100):  # until the reader is there
                await producer.send_and_wait(topic, b"new")
                await asyncio.wait([first], timeout=0.1)
                if first.done():
                    break
            raw = await first

    assert raw.value == b"new"


async def test_a_topic_that_is_not_there_is_named(kafka: str) -> None:
    with pytest.raises(ClusterError, match=r"topic test.reading-missing does not exist"):
        await read_all("test.reading-missing", kafka)


async def test_a_broker_that_does_not_answer_is_named(unused_tcp_port: int) -> None:
    with pytest.raises(ClusterError, match=rf"no Kafka broker answers at 127.0.0.1:{unused_tcp_port}"):
        await read_all("test.reading", f"127.0.0.1:{unused_tcp_port}")
