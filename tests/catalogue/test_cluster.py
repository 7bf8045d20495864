"""Topics of a real Kafka, read and changed."""

import time
from collections.abc import Mapping
from uuid import uuid4

import pytest

from simpul.catalogue.cluster import LiveCluster, apply_actions, read_cluster
from simpul.catalogue.kafka_config import cluster_config, topic_config
from simpul.catalogue.plan import Action, TopicSpec, Verb, diff
from simpul.errors import ClusterError

NONE: Mapping[str, str] = {}

pytestmark = pytest.mark.kafka


def spec(name: str, *, partitions: int = 2, retention_days: int = 30, more: Mapping[str, str] = NONE) -> TopicSpec:
    return TopicSpec(
        name=name,
        partitions=partitions,
        replication_factor=1,
        config={
            **topic_config(retention_days=retention_days),
            **cluster_config(replication_factor=1, max_record_bytes=1000, dead_letters=False),
            **more,
        },
    )


def names(count: int = 1) -> list[str]:
    """Topic names of this test's own."""
    run = uuid4().hex[:8]
    return [f"plan-{run}.{number}" for number in range(count)]


def of(cluster: LiveCluster, *wanted: str) -> list[TopicSpec]:
    """The live topics of these names: the broker serves other tests too."""
    return [topic for topic in cluster.topics if topic.name in wanted]


def bring(brokers: str, *declared: TopicSpec, allow_delete: tuple[str, ...] = ()) -> list[Action]:
    """Plan and apply; gives what was planned."""
    live = of(read_cluster(brokers), *(topic.name for topic in declared), *allow_delete)
    actions = diff(declared, live, allow_delete=allow_delete)
    apply_actions(brokers, actions)
    return list(actions)


def test_a_created_topic_is_as_declared(kafka: str) -> None:
    (name,) = names()

    (first,) = bring(kafka, spec(name))
    (second,) = bring(kafka, spec(name))

    assert (first.verb, second.verb) == (Verb.CREATE, Verb.KEEP)


def test_a_hundred_topics_are_created_at_once(kafka: str) -> None:
    wanted = [spec(name, partitions=1) for name in names(100)]

    start = time.monotonic()
    bring(kafka, *wanted)
    took = time.monotonic() - start

    assert len(of(read_cluster(kafka), *(topic.name for topic in wanted))) == 100
    assert took < 30


def test_a_changed_config_is_brought_over_and_the_others_stay(kafka: str) -> None:
    (name,) = names()
    bring(kafka, spec(name))

    (changed,) = bring(kafka, spec(name, retention_days=31))

    (live,) = of(read_cluster(kafka), name)
    assert changed.verb is Verb.CHANGE
    assert live.config["retention.ms"] == "2678400000"
    assert live.config["message.timestamp.type"] == "CreateTime"


def test_a_config_set_by_hand_is_taken_back(kafka: str) -> None:
    (name,) = names()
    bring(kafka, spec(name, more={"flush.messages": "7"}))

    (changed,) = bring(kafka, spec(name))
    (kept,) = bring(kafka, spec(name))

    assert [change.name for change in changed.changes] == ["flush.messages"]
    assert kept.verb is Verb.KEEP


def test_another_partition_count_leaves_the_topic_as_it_is(kafka: str) -> None:
    (name,) = names()
    bring(kafka, spec(name))

    (refused,) = bring(kafka, spec(name, partitions=3, retention_days=31))

    (live,) = of(read_cluster(kafka), name)
    assert refused.verb is Verb.REFUSE
    assert (live.partitions, live.config["retention.ms"]) == (2, "2592000000")


def test_only_a_named_topic_is_deleted(kafka: str) -> None:
    kept, named = names(2)
    bring(kafka, spec(kept), spec(named))

    bring(kafka, allow_delete=(named,))

    assert [topic.name for topic in of(read_cluster(kafka), kept, named)] == [kept]


def test_a_topic_that_somebody_else_has_just_created_is_fine(kafka: str) -> None:
    (name,) = names()
    action = Action(verb=Verb.CREATE, topic=name, declared=spec(name))
    apply_actions(kafka, [action])

    apply_actions(kafka, [action])

    assert len(of(read_cluster(kafka), name)) == 1


def test_a_refusal_of_the_cluster_names_the_topic(kafka: str) -> None:
    name, other = names(2)
    bad = Action(verb=Verb.CREATE, topic=name, declared=spec(name, more={"retention.ms": "soon"}))
    good = Action(verb=Verb.CREATE, topic=other, declared=spec(other))

    with pytest.raises(ClusterError, match=f"refused to create topic {name}: .*soon"):
        apply_actions(kafka, [bad, good])

    apply_actions(kafka, [good])  # waits until it is shown
    assert [topic.name for topic in of(read_cluster(kafka), name, other)] == [other]


def test_topics_of_kafka_itself_are_not_read(kafka: str) -> None:
    assert not any(topic.name.startswith("__") for topic in read_cluster(kafka).topics)


def test_a_broker_that_does_not_answer_is_named_within_its_time() -> None:
    start = time.monotonic()

    with pytest.raises(ClusterError, match=r"no Kafka broker answers at 127\.0\.0\.1:1: start it"):
        read_cluster("127.0.0.1:1")

    assert time.monotonic() - start < 10
