"""The partition of a key, beside what another client's partitioner does on a real Kafka."""

from uuid import uuid4

import pytest
from confluent_kafka import Message, Producer

from simpul.wire import partition_of
from tests.sdk.bus import create_topic

KEYS = [f"t1.{number:032x}".encode() for number in range(40)] + [b"N 9998 ZZ|GATE-01|2026-07-06T02:00:00.000Z"]


@pytest.mark.kafka
def test_librdkafkas_murmur2_random_puts_every_key_where_we_do(kafka: str) -> None:
    topic = f"test.wire-{uuid4()}"
    create_topic(kafka, topic, partitions=6)
    placed: dict[bytes, int] = {}

    def place(problem: object, message: Message) -> None:
        assert problem is None
        placed[message.key() or b""] = message.partition() or 0

    producer = Producer({"bootstrap.servers": kafka, "partitioner": "murmur2_random"})
    for key in KEYS:
        producer.produce(topic, key=key, value=b"", on_delivery=place)
    producer.flush(10)

    assert placed == {key: partition_of(key, 6) for key in KEYS}
