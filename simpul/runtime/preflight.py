"""What must be true before a worker joins: brokers answer, topics exist, partition counts are the catalogue's."""

from collections.abc import Mapping

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError

from simpul.errors import ClusterError
from simpul.runtime.app import Plan

CONNECT_MS = 10_000


async def check_cluster(plan: Plan) -> str:
    """The id of the cluster, if it is as the catalogue says for the topics this application reads and writes.

    Raises:
        ClusterError: no broker answers, or a topic is missing or has another partition count.
    """
    brokers = plan.settings.bootstrap_servers
    try:
        return await check_topics(wanted_topics(plan), bootstrap_servers=brokers)
    except (KafkaConnectionError, OSError) as problem:
        raise ClusterError(
            f"no Kafka broker answers at {brokers}: start it (simpul up), or set SIMPUL_BOOTSTRAP_SERVERS"
        ) from problem
    except KafkaError as problem:
        raise ClusterError(f"the brokers at {brokers} refused to describe the topics: {problem!r}") from problem


async def check_topics(wanted: Mapping[str, int], *, bootstrap_servers: str) -> str:
    """The id of the cluster, if these topics have so many partitions there.

    Raises:
        ClusterError: a topic is missing or has another partition count.
        KafkaError: the brokers refuse to say.
        OSError: no broker answers.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=CONNECT_MS)
    try:
        await admin.start()
        cluster_id = str((await admin.describe_cluster())["cluster_id"])
        live = {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics(list(wanted))}
    finally:
        await admin.close()
    complaint = first_difference(wanted, live)
    if complaint:
        raise ClusterError(complaint)
    return cluster_id


def wanted_topics(plan: Plan) -> dict[str, int]:
    """Topic -> partition count of everything the application reads, of its dead letters and of its changelog."""
    own = [plan.catalogue.topic(name) for name in (plan.dead_letter_topic, plan.changelog_topic) if name]
    return {**plan.partitions, **{topic.name: topic.partitions for topic in own}}


def first_difference(wanted: Mapping[str, int], live: Mapping[str, int]) -> str | None:
    """A sentence about the first topic that is not as wanted; None when all are."""
    for topic, partitions in sorted(wanted.items()):
        found = live.get(topic, 0)
        if not found:
            return f"topic {topic} does not exist: run simpul topics apply"
        if found != partitions:
            return (
                f"topic {topic} has {found} partitions and the catalogue says {partitions}: keys would move, so this "
                "is never changed in place; run simpul topics plan, which says how to migrate"
            )
    return None
