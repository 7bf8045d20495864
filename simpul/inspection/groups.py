"""How far a consumer group has got, asked without joining it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from confluent_kafka import Consumer, KafkaException, TopicPartition

from simpul.errors import ClusterError

Place: TypeAlias = tuple[str, int]  # topic and partition
ANSWER_S = 5.0


@contextmanager
def group_positions(group: str, *, brokers: str) -> Iterator[Callable[[Iterable[Place]], dict[Place, int]]]:
    """A function that gives the committed offset of a group in each of these places, where it has one.

    The function raises a ClusterError while the group's coordinator does not answer.

    It asks as a consumer that never subscribes: confluent-kafka 2.16's `AdminClient.list_consumer_group_offsets` ends
    the process (segmentation fault) when it is asked before the coordinator is there.
    """
    # librdkafka writes its connection troubles to stderr itself; the error raised here says them once.
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": group, "enable.auto.commit": False, "log_level": 0})

    def positions(places: Iterable[Place]) -> dict[Place, int]:
        try:
            found = consumer.committed([TopicPartition(*place) for place in places], timeout=ANSWER_S)
        except KafkaException as problem:
            raise ClusterError(
                f"the cluster at {brokers} did not say how far {group} has read; see simpul status"
            ) from problem
        return {(place.topic, place.partition): place.offset for place in found if place.offset >= 0}

    try:
        yield positions
    finally:
        consumer.close()
