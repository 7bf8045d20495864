"""The catalogue of the regency: complete, least data, and true to its code tables."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import topics
from simpul.catalogue import Catalogue, load_catalogue
from simpul.catalogue.reference import without_comments
from simpul.contracts import Contracts, load_contracts

UNREAD_BY_FLOWS = [
    "AidDisbursed",
    "DataQualityFlagged",
    "LandTransferTaxPaid",
    "LocalAidCaseOpened",
    "PbbNoticeIssued",
    "ResidentIdentityChanged",
    "TaxPaymentReceived",
    "VillageLetterIssued",
]


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return load_contracts()


@pytest.fixture(scope="module")
def catalogue(contracts: Contracts) -> Catalogue:
    return load_catalogue(contracts=contracts)


def systems() -> Iterator[dict[str, str]]:
    path = Path(topics.__path__[0]) / "reference" / "systems.csv"
    return iter(csv.DictReader(without_comments(path.read_text(encoding="utf-8").splitlines())))


def test_every_event_type_has_its_topic(catalogue: Catalogue, contracts: Contracts) -> None:
    missing = [name for name in contracts.event_types if catalogue.topic_of(name).kind != "event"]

    assert missing == []
    assert len([topic for topic in catalogue.topics if topic.kind == "event"]) == 73


def test_every_derived_event_has_a_topic_of_its_own(catalogue: Catalogue, contracts: Contracts) -> None:
    derived = [contract.event_type for contract in contracts if contract.kind == "derived"]

    shared = [name for name in derived if catalogue.topic_of(name).event_types != (name,)]

    assert len(derived) == 41
    assert shared == []


def test_every_system_gets_what_it_wants(catalogue: Catalogue) -> None:
    wanted = {(int(row["id"]), name) for row in systems() for name in row["wants"].split(";") if name}
    granted = {(given.system, given.event_type) for given in catalogue.subscriptions if given.system is not None}

    assert granted == wanted
    assert all(given.assumed for given in catalogue.subscriptions if given.system is not None)


def test_systems_publish_what_the_list_of_systems_says(catalogue: Catalogue) -> None:
    listed = {(int(row["id"]), name) for row in systems() for name in row["publishes"].split(";") if name}
    declared = {
        (system, name)
        for topic in catalogue.topics
        if topic.kind == "event"
        for name in topic.event_types
        for system in catalogue.systems_publishing(name)
        if system
    }

    assert declared == listed


@pytest.mark.parametrize("event_type", UNREAD_BY_FLOWS)
def test_an_event_that_no_flow_reads_reaches_somebody(catalogue: Catalogue, event_type: str) -> None:
    assert any(given.state == "active" for given in catalogue.subscriptions_to(event_type))


def test_only_two_subscriptions_wait_for_something(catalogue: Catalogue) -> None:
    waiting = [given.id for given in catalogue.subscriptions if given.state == "suspended"]

    assert waiting == ["dpmd-50.resident-identity-changed", "dishub.complaint-submitted"]


def test_whoever_gets_a_raw_number_of_a_person_on_an_assumption_says_why(catalogue: Catalogue) -> None:
    numbers = {"nik", "child_nik", "mother_nik", "kk_no_new", "kk_no_old"}

    silent = [
        given.id for given in catalogue.subscriptions if given.assumed and numbers & {*given.fields} and not given.doc
    ]

    assert silent == []


def test_the_name_of_a_child_goes_to_the_register_of_its_village_only(catalogue: Catalogue) -> None:
    named = [(given.id, given.scope) for given in catalogue.subscriptions if "child_name" in given.fields]

    assert named == [("dpmd-50.birth-registered", "village_code")]


def test_security_reports_get_no_personal_data(catalogue: Catalogue) -> None:
    assert not any(given.department == "BAKESBANGPOL" for given in catalogue.subscriptions)


def test_hazards_have_a_lane_of_their_own(catalogue: Catalogue) -> None:
    urgent = {"HazardAlertRaised", "AlertAcknowledged", "EvacueeRegistered", "AlertDispatched", "AlertAckOverdue"}

    assert {catalogue.topic_of(name).lane for name in urgent} == {"priority"}
    assert catalogue.topic_of("PayrollLinePrepared").lane == "ordinary"


def test_what_flows_say_is_paced_but_in_a_hazard(catalogue: Catalogue) -> None:
    lanes = {topic.lane for topic in catalogue.topics if topic.domain == "derived"}
    ordinary = {topic.domain for topic in catalogue.topics if topic.lane == "paced" and topic.kind == "event"}

    assert lanes == {"paced", "priority"}
    assert ordinary == {"derived"}


def test_all_topics_that_can_be_joined_have_six_partitions(catalogue: Catalogue) -> None:
    joined = [topic for topic in catalogue.topics if topic.lane != "priority" and topic.domain != "memory"]

    assert {topic.partitions for topic in joined} == {6}


def test_the_distribution_reads_every_topic_that_an_active_subscription_reads(catalogue: Catalogue) -> None:
    lanes = [one for one in catalogue.applications if one.name.startswith("distribution")]
    read = {name for application in lanes for name in application.reads}

    subscribed = {
        catalogue.topic_of(given.event_type).name for given in catalogue.subscriptions if given.state == "active"
    }

    assert read == subscribed
