"""The live cluster: its topics are read and changed through Kafka's admin interface."""

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # there, but not in __all__
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
    NewTopic,
    ResourceType,
)

from simpul.catalogue.plan import INTERNAL, Action, TopicSpec, Verb, pending
from simpul.errors import ClusterError

CONNECT_S = 8.0  # librdkafka waits all of it for a broker that is not there
TIMEOUT_S = 10.0
APPLY_TIMEOUT_S = 60.0
POLL_S = 0.1
WANTED_REPLICAS = 3
# librdkafka's own errors have an underscore in their names; they are public.
NO_ANSWER = {KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._ALL_BROKERS_DOWN}  # noqa: SLF001


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCluster:
    """What a cluster has: the number of its brokers, and its topics without Kafka's own."""

    brokers: int
    topics: tuple[TopicSpec, ...]

    @property
    def replication_factor(self) -> int:
        """Three replicas where there are brokers for them."""
        return min(WANTED_REPLICAS, self.brokers)


def read_cluster(bootstrap_servers: str) -> LiveCluster:
    """The brokers and topics that are there now.

    Raises:
        ClusterError: no broker answers within ten seconds.
    """
    admin = _admin(bootstrap_servers)
    with _explained(bootstrap_servers, "describe its topics"):
        metadata = admin.list_topics(timeout=CONNECT_S)
        found = {name: topic.partitions for name, topic in metadata.topics.items() if not name.startswith(INTERNAL)}
        resources = [ConfigResource(ResourceType.TOPIC, name) for name in found]
        futures = admin.describe_configs(resources, request_timeout=TIMEOUT_S) if resources else {}
        configs = {resource.name: future.result() for resource, future in futures.items()}
    return LiveCluster(
        brokers=len(metadata.brokers),
        topics=tuple(
            _spec(name, [len(part.replicas) for part in partitions.values()], configs[name])
            for name, partitions in found.items()
        ),
    )


def apply_actions(bootstrap_servers: str, actions: Iterable[Action]) -> None:
    """Create, change and delete as the actions say, and return when the brokers show it.

    A topic that somebody else has just created is fine.

    Raises:
        ClusterError: no broker answers, or it refuses a topic (named).
    """
    by_verb: dict[Verb, list[Action]] = {verb: [] for verb in Verb}
    for action in actions:
        by_verb[action.verb].append(action)
    asked = [*by_verb[Verb.DELETE], *by_verb[Verb.CREATE], *by_verb[Verb.CHANGE]]
    if not asked:
        return
    admin = _admin(bootstrap_servers)
    with _explained(bootstrap_servers, "change its topics"):
        if by_verb[Verb.DELETE]:
            names = [action.topic for action in by_verb[Verb.DELETE]]
            _settle(admin.delete_topics(names, operation_timeout=APPLY_TIMEOUT_S), "delete")
        if by_verb[Verb.CREATE]:
            topics = [_new_topic(action.declared) for action in by_verb[Verb.CREATE] if action.declared is not None]
            created = admin.create_topics(topics, operation_timeout=APPLY_TIMEOUT_S, request_timeout=APPLY_TIMEOUT_S)
            _settle(created, "create", fine=KafkaError.TOPIC_ALREADY_EXISTS)
        if by_verb[Verb.CHANGE]:
            changed = admin.incremental_alter_configs([_resource(action) for action in by_verb[Verb.CHANGE]])
            _settle({resource.name: future for resource, future in changed.items()}, "change")
    _await_shown(bootstrap_servers, asked)


def _await_shown(bootstrap_servers: str, asked: Iterable[Action]) -> None:
    """Wait until the brokers, which hear of it from the controller a moment later, show what was done."""
    deadline = time.monotonic() + TIMEOUT_S
    while left := pending(asked, read_cluster(bootstrap_servers).topics):
        if time.monotonic() > deadline:
            raise ClusterError(
                f"the cluster at {bootstrap_servers} accepted {left[0]} but does not show it; look at its controller"
            )
        time.sleep(POLL_S)


def _admin(bootstrap_servers: str) -> AdminClient:
    # librdkafka writes its connection troubles to stderr itself; the error raised here says them once.
    return AdminClient({"bootstrap.servers": bootstrap_servers, "log_level": 0, "client.id": "simpul-topics"})


@contextmanager
def _explained(bootstrap_servers: str, doing: str) -> Iterator[None]:
    try:
        yield
    except KafkaException as problem:
        error = problem.args[0]
        if error.code() in NO_ANSWER:
            raise ClusterError(
                f"no Kafka broker answers at {bootstrap_servers}: start it (simpul up), or set SIMPUL_BOOTSTRAP_SERVERS"
            ) from problem
        raise ClusterError(f"the cluster at {bootstrap_servers} refused to {doing}: {error.str()}") from problem


def _settle(futures: Mapping[str, "Future[None]"], doing: str, *, fine: int | None = None) -> None:
    """Wait for all; the first refusal is raised after the others are done."""
    refusal: ClusterError | None = None
    for name, future in futures.items():
        try:
            future.result()
        except KafkaException as problem:
            error = problem.args[0]
            if error.code() != fine and refusal is None:
                refusal = ClusterError(f"the cluster refused to {doing} topic {name}: {error.str()}")
    if refusal is not None:
        raise refusal


def _spec(name: str, replicas: list[int], entries: Mapping[str, ConfigEntry]) -> TopicSpec:
    return TopicSpec(
        name=name,
        partitions=len(replicas),
        replication_factor=min(replicas, default=0),
        config={key: entry.value for key, entry in entries.items() if entry.value is not None},
        overridden=frozenset(key for key, entry in entries.items() if _is_override(entry)),
    )


def _is_override(entry: ConfigEntry) -> bool:
    """Whether the config was set on the topic itself; librdkafka gives the source as a number."""
    return ConfigSource(entry.source) is ConfigSource.DYNAMIC_TOPIC_CONFIG


def _new_topic(spec: TopicSpec) -> NewTopic:
    return NewTopic(
        spec.name,
        num_partitions=spec.partitions,
        replication_factor=spec.replication_factor,
        config=dict(spec.config),
    )


def _resource(action: Action) -> ConfigResource:
    entries = [
        ConfigEntry(
            change.name,
            change.declared,
            incremental_operation=AlterConfigOpType.SET if change.declared is not None else AlterConfigOpType.DELETE,
        )
        for change in action.changes
    ]
    return ConfigResource(ResourceType.TOPIC, action.topic, incremental_configs=entries)
