"""The benchmarks' view of the cluster: topics come and go, groups are forgotten."""

import time
from collections.abc import Callable, Collection
from concurrent.futures import Future

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]  # exported, but not by name

from simpul.errors import ClusterError

ANSWER_S = 30.0
RETRY_S = 0.2
CRITICAL = 2  # librdkafka's log level: what matters comes back as an error anyway


class Cluster:
    """The topics and groups of one local cluster, with one usual number of partitions."""

    def __init__(self, bootstrap_servers: str, *, partitions: int) -> None:
        self.bootstrap_servers = bootstrap_servers
        self.partitions = partitions
        self._admin = AdminClient({"bootstrap.servers": bootstrap_servers, "log_level": CRITICAL})

    def close(self) -> None:
        """Disconnect, which must be done while the broker is up: librdkafka may wait for one that has gone for ever."""
        del self._admin

    @property
    def topics(self) -> frozenset[str]:
        """The names of all topics but Kafka's own."""
        return frozenset(name for name in self._admin.list_topics(timeout=ANSWER_S).topics if not name.startswith("__"))

    def create(
        self,
        topics: Collection[str],
        *,
        partitions: int | None = None,
        broker_time: bool = False,
        is_compacted: bool = False,
    ) -> None:
        """Create topics; with `broker_time` their records bear the time at which the broker appended them.

        Raises:
            ClusterError: a topic cannot be created.
        """
        config = {
            "message.timestamp.type": "LogAppendTime" if broker_time else "CreateTime",
            "cleanup.policy": "compact" if is_compacted else "delete",
        }
        wanted = [NewTopic(topic, partitions or self.partitions, 1, config=config) for topic in topics]
        self._patiently(lambda: self._settle(self._admin.create_topics(wanted)), doing="create topics")

    def delete(self, topics: Collection[str]) -> None:
        """Delete topics, and return when their names are free.

        Raises:
            ClusterError: a topic cannot be deleted.
        """
        self._settle(self._admin.delete_topics(list(topics)))
        deadline = time.monotonic() + ANSWER_S
        while set(topics) & set(self._admin.list_topics(timeout=ANSWER_S).topics):
            if time.monotonic() > deadline:
                raise ClusterError(f"topics {', '.join(sorted(topics))} were deleted but are still there; start again")
            time.sleep(RETRY_S)

    def forget(self, group: str) -> None:
        """Delete a group's offsets once its last member has gone.

        Raises:
            ClusterError: the group is still in use.
        """
        doing = f"delete group {group}"
        self._patiently(lambda: self._settle(self._admin.delete_consumer_groups([group])), doing=doing)

    def _settle(self, futures: dict[str, Future[None]]) -> None:
        for future in futures.values():
            future.result(timeout=ANSWER_S)

    def _patiently(self, act: Callable[[], None], *, doing: str) -> None:
        deadline = time.monotonic() + ANSWER_S
        while True:
            try:
                act()
            except KafkaException as problem:  # a name not yet free, a member not yet gone
                if time.monotonic() > deadline:
                    raise ClusterError(f"cannot {doing} at {self.bootstrap_servers}: {problem}") from problem
                time.sleep(RETRY_S)
            else:
                return
