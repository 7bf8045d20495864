"""What is done about a cluster that differs from the catalogue."""

from collections.abc import Mapping

import pytest

from simpul.catalogue import Catalogue
from simpul.catalogue.plan import Action, ConfigChange, TopicSpec, Verb, diff, differs, pending, specify
from simpul.errors import CatalogueError

WEEK = {"retention.ms": "604800000"}


def spec(
    name: str = "tax.payment",
    *,
    partitions: int = 6,
    replicas: int = 1,
    config: Mapping[str, str] = WEEK,
    overridden: frozenset[str] = frozenset(),
) -> TopicSpec:
    return TopicSpec(
        name=name, partitions=partitions, replication_factor=replicas, config=config, overridden=overridden
    )


def the_action(declared: TopicSpec | None, live: TopicSpec | None, *, allow_delete: tuple[str, ...] = ()) -> Action:
    given = [declared] if declared else []
    (action,) = diff(given, [live] if live else [], allow_delete=allow_delete)
    return action


def test_a_missing_topic_is_created() -> None:
    action = the_action(spec(), None)

    assert (action.verb, action.declared) == (Verb.CREATE, spec())


def test_a_topic_as_declared_is_kept() -> None:
    live = spec(config={**WEEK, "flush.ms": "1"})

    action = the_action(spec(), live)

    assert action.verb is Verb.KEEP


def test_a_differing_config_is_changed() -> None:
    action = the_action(spec(), spec(config={"retention.ms": "1000"}))

    assert action.verb is Verb.CHANGE
    assert action.changes == (ConfigChange(name="retention.ms", live="1000", declared="604800000"),)


def test_a_config_that_somebody_set_by_hand_goes_back_to_the_default() -> None:
    live = spec(config={**WEEK, "flush.ms": "1"}, overridden=frozenset({"flush.ms", "retention.ms"}))

    action = the_action(spec(), live)

    assert action.changes == (ConfigChange(name="flush.ms", live="1", declared=None),)


@pytest.mark.parametrize("kept", ["604800001", "-1"])
def test_a_shorter_retention_is_refused_until_the_topic_is_named(kept: str) -> None:
    live = spec(config={"retention.ms": kept})

    refused = the_action(spec(), live)
    allowed = the_action(spec(), live, allow_delete=("tax.payment",))

    assert refused.verb is Verb.REFUSE
    assert "--allow-delete tax.payment" in str(refused.reason)
    assert allowed.verb is Verb.CHANGE


def test_a_compacted_topic_that_would_lose_old_keys_is_refused() -> None:
    action = the_action(spec(config={"cleanup.policy": "delete"}), spec(config={"cleanup.policy": "compact"}))

    assert action.verb is Verb.REFUSE


def test_another_partition_count_is_refused_with_the_reason_and_the_way_out() -> None:
    action = the_action(spec(), spec(partitions=12))

    assert action.verb is Verb.REFUSE
    assert "has 12 partitions and the catalogue says 6" in str(action.reason)
    assert "--allow-delete tax.payment" in str(action.reason)


def test_a_named_topic_of_another_partition_count_is_deleted_to_be_made_anew() -> None:
    action = the_action(spec(), spec(partitions=12), allow_delete=("tax.payment",))

    assert action.verb is Verb.DELETE


def test_another_number_of_replicas_is_refused() -> None:
    action = the_action(spec(replicas=3), spec(replicas=1))

    assert action.verb is Verb.REFUSE
    assert "1 replicas instead of 3" in str(action.reason)


def test_an_unknown_topic_is_reported_and_deleted_only_when_named() -> None:
    reported = the_action(None, spec("old.topic"))
    named = the_action(None, spec("old.topic"), allow_delete=("old.topic",))

    assert reported.verb is Verb.UNKNOWN
    assert named.verb is Verb.DELETE


def test_a_named_topic_that_is_as_declared_is_kept() -> None:
    assert the_action(spec(), spec(), allow_delete=("tax.payment",)).verb is Verb.KEEP


def test_naming_a_topic_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CatalogueError, match=r"names tax.paymnt"):
        diff([spec()], [spec()], allow_delete=["tax.paymnt"])


def test_topics_of_kafka_itself_are_passed_over() -> None:
    assert diff([], [spec("__consumer_offsets")]) == ()


def test_only_a_cluster_as_declared_does_not_differ() -> None:
    kept, unknown = the_action(spec(), spec()), the_action(None, spec("old.topic"))

    assert not differs([kept])
    assert differs([kept, unknown])


def test_two_of_three_replicas_must_have_a_record(catalogue: Catalogue) -> None:
    (three, *_) = specify(catalogue.topics, replication_factor=3, max_record_bytes=1000)
    (one, *_) = specify(catalogue.topics, replication_factor=1, max_record_bytes=1000)

    assert (three.config["min.insync.replicas"], one.config["min.insync.replicas"]) == ("2", "1")


def test_dead_letters_have_room_for_the_record_that_was_too_large(catalogue: Catalogue) -> None:
    room = {
        found.name: int(found.config["max.message.bytes"])
        for found in specify(catalogue.topics, replication_factor=1, max_record_bytes=1_000_000)
    }

    assert room["adminduk.birth"] > 1_000_000
    assert room["dead-letter.ordinary"] > 2_000_000


def test_what_was_asked_is_pending_until_the_cluster_shows_it() -> None:
    created = the_action(spec("a.a"), None)
    deleted = the_action(None, spec("b.b"), allow_delete=("b.b",))
    changed = the_action(spec("c.c"), spec("c.c", config={"retention.ms": "1"}))
    old = spec("d.d", config={**WEEK, "flush.ms": "1"}, overridden=frozenset({"flush.ms"}))
    unset = the_action(spec("d.d"), old)
    asked = [created, deleted, changed, unset]

    before = pending(asked, [spec("b.b"), spec("c.c", config={"retention.ms": "1"}), old])
    after = pending(asked, [spec("a.a"), spec("c.c"), spec("d.d")])

    assert before == ["a.a", "b.b", "c.c", "d.d"]
    assert after == []
