"""How far a group has got, read off without joining it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from confluent_kafka import Consumer, KafkaException, TopicPartition

from benchmarks.cluster import CRITICAL

ANSWER_S = 5.0


@contextmanager
def committed_by(group: str, *, bootstrap_servers: str, topic: str, partitions: int) -> Iterator[Callable[[], int]]:
    """A function that says how many records of a topic a group has committed; 0 while nobody can say.

    It asks as a consumer does that never subscribes: confluent-kafka 2.16's `AdminClient.list_consumer_group_offsets`
    ends the process (segmentation fault) when it is asked before the group's coordinator is there.
    """
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": group,
            "enable.auto.commit": False,
            "log_level": CRITICAL,
        }
    )
    places = [TopicPartition(topic, number) for number in range(partitions)]

    def committed() -> int:
        try:
            offsets = [place.offset for place in consumer.committed(places, timeout=ANSWER_S)]
        except KafkaException:  # the coordinator is not there yet, or busy
            return 0
        return sum(max(offset, 0) for offset in offsets)

    try:
        yield committed
    finally:
        consumer.close()
