"""How far the records of the bus go and how far an application has read; asked of the cluster, not of the workers."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from confluent_kafka import Consumer, IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]  # there, but not in __all__

from simpul.catalogue import Topic
from simpul.errors import ClusterError

Place: TypeAlias = tuple[str, int]  # topic and partition
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
            raise self._silent("say how far its topics go") from problem

    def lag(self, group: str, *, ends: Mapping[Place, int]) -> int:
        """How many offsets before these ends the group still has to read.

        It asks as a member of the group does that never joins: confluent-kafka 2.16's admin client ends the process
        (segmentation fault) when it asks for a group whose coordinator is not there.

        Raises:
            ClusterError: the cluster does not answer.
        """
        asking = Consumer(
            {
                "bootstrap.servers": self.bootstrap_servers,
                "group.id": group,
                "enable.auto.commit": False,
                "log_level": 0,
            }
        )
        try:
            found = asking.committed([TopicPartition(*place) for place in ends], timeout=ANSWER_S)
        except KafkaException as problem:
            raise self._silent(f"say how far {group} has read") from problem
        finally:
            asking.close()
        read = {(place.topic, place.partition): max(FIRST, int(place.offset)) for place in found}
        return sum(max(0, end - read.get(place, FIRST)) for place, end in ends.items())

    def _silent(self, doing: str) -> ClusterError:
        return ClusterError(f"the cluster at {self.bootstrap_servers} did not {doing}; see simpul status")
