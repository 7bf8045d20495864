"""What the tests of the producer need of a bus: topics, a catalogue with one topic changed, records read back."""

from collections.abc import Mapping
from typing import cast

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.structs import TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import KafkaError, KafkaException, NewTopic

from simpul.catalogue import Catalogue, Topic
from simpul.sdk import Landed


class OneTopic:
    """A catalogue in which every event type goes to one topic; the rest is as it was."""

    def __init__(self, catalogue: Catalogue, *, name: str, partitions: int = 6) -> None:
        self._catalogue = catalogue
        self._change = {"name": name, "partitions": partitions}

    def topic_of(self, event_type: str) -> Topic:
        """The one topic."""
        return self._catalogue.topic_of(event_type).model_copy(update=self._change)

    def __getattr__(self, name: str) -> object:
        """Whatever the catalogue has."""
        return getattr(self._catalogue, name)


def one_topic(catalogue: Catalogue, *, name: str, partitions: int = 6) -> Catalogue:
    """The catalogue with every event type in this topic."""
    return cast("Catalogue", OneTopic(catalogue, name=name, partitions=partitions))


def create_topic(brokers: str, name: str, *, partitions: int = 6, config: Mapping[str, str] | None = None) -> None:
    """Create a topic unless it is there."""
    admin = AdminClient({"bootstrap.servers": brokers})
    topic = NewTopic(name, num_partitions=partitions, replication_factor=1, config=dict(config or {}))
    try:
        admin.create_topics([topic], operation_timeout=10)[name].result(10)
    except KafkaException as problem:
        if problem.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise


async def read_back(brokers: str, landed: Landed) -> ConsumerRecord[bytes, bytes]:
    """The record that stands where the event landed."""
    async with AIOKafkaConsumer(bootstrap_servers=brokers, isolation_level="read_committed") as consumer:
        part = TopicPartition(landed.topic, landed.partition)
        consumer.assign([part])
        consumer.seek(part, landed.offset)
        return await consumer.getone()
