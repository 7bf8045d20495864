"""How far the records of the bus go and how far an application has read; asked of the cluster, not of the workers."""

from collections.abc import Iterable, Mapping

from confluent_kafka import IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]  # there, but not in __all__

from simpul.catalogue import Topic
from simpul.errors import ClusterError
from simpul.inspection import Place, group_positions

ANSWER_S = 20.0
FIRST = 0  # offset from which an application reads a partition that it has never committed


class Bus:
    """A view of one cluster."""

    def __init__(self, bootstrap_servers: str) -> None:
        self.bootstrap_servers = bootstrap_servers
        # librdkafka writes its connection troubles to stderr itself; the errors raised here say them once.
        self._admin = AdminClient({"bootstrap.servers": bootstrap_servers, "log_level": 0, "client.id": "simpul-demo"})

    def ends(self, topics: Iterable[Topic]) -> dict[Place, int]:
        """The offset after the last committed record of every partition.

        Raises:
            ClusterError: the cluster does not answer.
        """
        wanted = {
            TopicPartition(topic.name, number): OffsetSpec.latest()  # type: ignore[no-untyped-call]  # it has no types
            for topic in topics
            for number in range(topic.partitions)
        }
        try:
            asked = self._admin.list_offsets(
                wanted, isolation_level=IsolationLevel.READ_COMMITTED, request_timeout=ANSWER_S
            )
            return {(place.topic, place.partition): int(future.result().offset) for place, future in asked.items()}
        except KafkaException as problem:
            raise ClusterError(
                f"the cluster at {self.bootstrap_servers} did not say how far its topics go; see simpul status"
            ) from problem

    def lag(self, group: str, *, ends: Mapping[Place, int]) -> int:
        """How many offsets before these ends the group still has to read.

        Raises:
            ClusterError: the cluster does not answer.
        """
        with group_positions(group, brokers=self.bootstrap_servers) as positions:
            read = positions(ends)
        return sum(max(0, end - read.get(place, FIRST)) for place, end in ends.items())
