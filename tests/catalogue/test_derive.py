"""Delivery and dead-letter topics follow from subscriptions and applications."""

from pathlib import Path

import pytest

from simpul.catalogue import Catalogue
from simpul.contracts import Contracts
from simpul.errors import CatalogueError
from tests.catalogue.small import load_spoilt


def test_a_subscriber_has_one_topic_for_all_it_reads(catalogue: Catalogue) -> None:
    topic = catalogue.topic("delivery.dinkes-40")

    assert topic.event_types == ("BirthRegistered", "HazardAlertRaised")
    assert (topic.kind, topic.owner, topic.partitions) == ("delivery", "DISKOMINFO", 6)


def test_a_delivery_is_kept_as_briefly_as_its_highest_field_asks(catalogue: Catalogue) -> None:
    with_child = catalogue.topic("delivery.dinkes-40")
    with_village = catalogue.topic("delivery.dinkes")

    assert (with_child.max_class, with_child.retention_days) == ("P3", 30)
    assert (with_village.max_class, with_village.retention_days) == ("P0", 365)


def test_a_filter_counts_like_a_field_since_it_tells_what_it_lets_through(tmp_path: Path, contracts: Contracts) -> None:
    filtered = "where: {sex: [MALE]}\n            explicit_grant: [sex]"

    catalogue = load_spoilt(
        tmp_path, contracts, file="adminduk.yaml", old="where: {facility_code: [RSU-1]}", new=filtered
    )

    assert catalogue.topic("delivery.dinkes").max_class == "P3"


def test_a_delivery_with_hazards_is_on_the_priority_lane(catalogue: Catalogue) -> None:
    assert catalogue.topic("delivery.dinkes-40").lane == "priority"
    assert catalogue.topic("delivery.dinkes").lane == "ordinary"


def test_dead_letters_have_the_class_of_what_the_application_reads(catalogue: Catalogue) -> None:
    of_births, of_hazards = catalogue.dead_letter_topic("ordinary"), catalogue.dead_letter_topic("urgent")

    assert (of_births.name, of_births.kind) == ("dead-letter.ordinary", "dead-letter")
    assert (of_births.max_class, of_births.retention_days) == ("P3", 30)
    assert (of_hazards.max_class, of_hazards.retention_days) == ("P0", 90)


def test_an_application_reads_the_subscribed_topics_of_its_lane_or_those_it_lists(catalogue: Catalogue) -> None:
    reads = {application.name: application.reads for application in catalogue.applications}

    assert reads == {"ordinary": ("adminduk.birth",), "urgent": ("hazard.alert",), "one": ("access.account",)}


def test_a_suspended_subscription_makes_no_application_read(tmp_path: Path, contracts: Contracts) -> None:
    catalogue = load_spoilt(
        tmp_path,
        contracts,
        file="hazard.yaml",
        old="ends: 2027-12-31",
        new="ends: 2027-12-31\n            state: suspended\n            reason: not agreed yet",
    )

    assert catalogue.application("urgent").reads == ()


def test_topics_say_their_kafka_configs(catalogue: Catalogue) -> None:
    config = catalogue.topic("adminduk.birth").config

    assert config == {
        "cleanup.policy": "delete",
        "compression.type": "producer",
        "message.timestamp.type": "CreateTime",
        "retention.ms": "2592000000",
        "segment.ms": "86400000",
    }


def test_an_adapter_remembers_in_a_compacted_topic_with_a_partition_for_each_share(catalogue: Catalogue) -> None:
    memory = catalogue.memory_topic("accounts")

    assert (memory.name, memory.kind, memory.partitions) == ("memory.accounts", "changelog", 2)
    assert (memory.owner, memory.max_class) == ("DISKOMINFO", "P1")
    assert memory.config["cleanup.policy"] == "compact"


def test_an_adapter_that_nobody_declared_is_named_with_its_neighbour(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match=r"no adapter acounts; did you mean accounts\?"):
        catalogue.memory_topic("acounts")
