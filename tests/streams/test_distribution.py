"""Who gets what of an event, and that nobody gets more."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from simpul.catalogue import Subscription, load_catalogue
from simpul.contracts import Contract, encode, load_contracts, typed_class
from simpul.events import Event
from simpul.settings import Settings
from simpul.testing import Driver, Emitted
from streams import distribution, paced_distribution
from tests.streams.random_events import event_data

SETTINGS = Settings(token_key=SecretStr("simpul-test-key"))
AT = datetime(2026, 7, 6, 3, tzinfo=UTC)
CONTRACTS = load_contracts()
CATALOGUE = load_catalogue(contracts=CONTRACTS)
SERVED = sorted({subscription.event_type for subscription in CATALOGUE.subscriptions if subscription.state == "active"})


@pytest.fixture(scope="module")
def driver() -> Driver:
    return Driver(distribution.app, settings=SETTINGS, at=AT)


@pytest.fixture(scope="module")
def priority() -> Driver:
    return Driver(distribution.priority, settings=SETTINGS, at=AT)


@pytest.fixture(scope="module")
def paced() -> Driver:
    return Driver(paced_distribution.app, settings=SETTINGS, at=AT)


@pytest.fixture(scope="module")
def lanes(driver: Driver, priority: Driver, paced: Driver) -> dict[str, Driver]:
    return {"ordinary": driver, "priority": priority, "paced": paced}


def example(event_type: str, **changed: object) -> Event:
    contract = CONTRACTS.latest(event_type)
    return typed_class("avro_schemas", contract).from_avro(contract.example | changed)


def lane_of(event_type: str) -> str:
    return CATALOGUE.topic_of(event_type).lane


def test_a_death_reaches_every_system_that_wants_it_once(driver: Driver) -> None:
    delivered = driver.publish(example("DeathRegistered"))

    topics = [out.topic for out in delivered]
    assert sorted(topics) == sorted(each.topic for each in CATALOGUE.subscriptions_to("DeathRegistered"))
    assert len(topics) == len(set(topics)) > 5


def test_a_subscriber_gets_exactly_the_listed_fields(driver: Driver) -> None:
    granted = {each.topic: each.fields for each in CATALOGUE.subscriptions_to("DeathRegistered")}

    for out in driver.publish(example("DeathRegistered")):
        assert set(out.data) == set(granted[out.topic])


def test_no_two_subscribers_get_the_same_token_of_a_person(driver: Driver) -> None:
    death = example("DeathRegistered")

    keys = [out.key for out in driver.publish(death)]

    assert len(set(keys)) == len(keys) > 5
    assert death.__dict__["person_tok"] not in keys


def test_the_same_person_keeps_the_same_token_at_one_subscriber(driver: Driver) -> None:
    first = {out.topic: out.key for out in driver.publish(example("DeathRegistered"), event_id="a" * 36)}
    second = {out.topic: out.key for out in driver.publish(example("DeathRegistered"), event_id="b" * 36)}

    assert first == second


def test_a_delivered_event_keeps_its_id_and_names_its_subscription(driver: Driver) -> None:
    delivered = driver.publish(example("DeathRegistered"), event_id="0197d000-0000-7000-8000-000000000001")

    for out in delivered:
        headers = dict(out.headers)
        assert headers["ce_id"] == b"0197d000-0000-7000-8000-000000000001"
        assert headers["ce_contractid"].decode() in {each.id for each in CATALOGUE.subscriptions}


def test_hazards_go_through_a_lane_of_their_own(driver: Driver, priority: Driver) -> None:
    alert = example("HazardAlertRaised")

    assert len(priority.publish(alert)) == len(CATALOGUE.subscriptions_to("HazardAlertRaised"))
    assert "hazard.alert" not in driver.plan.inputs


def test_nothing_is_delivered_after_the_last_day_of_an_agreement() -> None:
    ends = {each.ends for each in CATALOGUE.subscriptions_to("DeathRegistered")}
    wib_midnight = datetime.combine(max(ends) + timedelta(days=1), datetime.min.time(), UTC) - timedelta(hours=7)
    driver = Driver(distribution.app, settings=SETTINGS, at=wib_midnight)

    assert driver.publish(example("DeathRegistered")) == []


def test_everything_is_still_delivered_on_the_last_day_of_an_agreement() -> None:
    first_end = min(each.ends for each in CATALOGUE.subscriptions_to("DeathRegistered"))
    wib_evening = datetime.combine(first_end, datetime.min.time(), UTC) + timedelta(hours=16)
    driver = Driver(distribution.app, settings=SETTINGS, at=wib_evening)

    assert len(driver.publish(example("DeathRegistered"))) == len(CATALOGUE.subscriptions_to("DeathRegistered"))


def test_a_derived_event_says_which_case_it_speaks_of_and_in_which_state(paced: Driver) -> None:
    proposed = example("AidStopProposed")

    [delivered] = paced.publish(proposed)

    headers = dict(delivered.headers)
    assert headers["ce_state"].decode() == proposed.__dict__["state"]
    assert headers["ce_caseid"].decode() == str(proposed.__dict__["case_id"])


def test_a_suspended_subscription_gets_nothing(driver: Driver) -> None:
    suspended = [each for each in CATALOGUE.subscriptions if each.state == "suspended"]
    [complaint] = [each for each in suspended if each.event_type == "ComplaintSubmitted" and each.system is None]

    topics = [out.topic for out in driver.publish(example("ComplaintSubmitted"))]

    assert complaint.topic not in topics


def test_a_condition_keeps_other_events_out(lanes: dict[str, Driver]) -> None:
    for subscription in filtered():
        driver = lanes[lane_of(subscription.event_type)]
        wanted = {condition.field: condition.one_of[0] for condition in subscription.where}
        contract = CONTRACTS.latest(subscription.event_type)
        unwanted = wanted | {subscription.where[0].field: "UNKNOWN"}

        got = driver.publish(example(contract.event_type, **wanted))
        missed = driver.publish(example(contract.event_type, **unwanted))

        assert subscription.topic in {out.topic for out in got}
        assert subscription.topic not in {out.topic for out in missed}


def filtered() -> Iterator[Subscription]:
    return (each for each in CATALOGUE.subscriptions if each.where)


def test_a_scoped_delivery_names_its_recipient(driver: Driver) -> None:
    scoped = {each.topic: each.scope for each in CATALOGUE.subscriptions_to("DeathRegistered") if each.scope}

    delivered = [out for out in driver.publish(example("DeathRegistered")) if out.topic in scoped]

    assert delivered
    for out in delivered:
        assert dict(out.headers)["ce_recipient"].decode() == out.data[scoped[out.topic] or ""]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), event_type=st.sampled_from(SERVED))
def test_no_byte_of_an_unlisted_field_leaves(lanes: dict[str, Driver], data: st.DataObject, event_type: str) -> None:
    contract = CONTRACTS.latest(event_type)
    values = data.draw(event_data(contract))

    for out in lanes[lane_of(event_type)].publish(typed_class("avro_schemas", contract).from_avro(values)):
        assert_nothing_else(out, contract, values)


def assert_nothing_else(out: Emitted, contract: Contract, values: dict[str, object]) -> None:
    """The random values are long enough not to occur by chance, and each field has its own."""
    left = out.value + out.key.encode() + b"".join(value for _, value in out.headers)
    granted = granted_by(out) | ({"case_id", "state"} if contract.kind == "derived" else set())
    given_anyway = "".join(text for name in granted for text in marks(values[name]))
    for field in contract.fields:
        for text in marks(values[field.name]):
            if field.name not in granted and text not in given_anyway:
                assert text.encode() not in left, f"{field.name} left to {out.topic}"


def granted_by(out: Emitted) -> frozenset[str]:
    subscription_id = dict(out.headers)["ce_contractid"].decode()
    [subscription] = [each for each in CATALOGUE.subscriptions if each.id == subscription_id]
    return frozenset(subscription.fields)


def marks(value: object) -> Iterator[str]:
    """The texts of a value that are long enough to be recognised."""
    if isinstance(value, str) and len(value) >= 8:
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from marks(item)
    elif isinstance(value, list):
        for item in value:
            yield from marks(item)
    elif isinstance(value, UUID):
        yield str(value)
    elif isinstance(value, (date, datetime)):
        yield value.isoformat()[:10]


def test_every_subscription_that_runs_has_a_projection_with_its_fields() -> None:
    for subscription in CATALOGUE.subscriptions:
        projection = CONTRACTS.projection(subscription.subscriber, subscription.event_type)

        assert {field.name for field in projection.fields} == set(subscription.fields), subscription.id


def test_a_projection_fits_what_is_cut_from_the_example() -> None:
    for subscription in CATALOGUE.subscriptions:
        projection = CONTRACTS.projection(subscription.subscriber, subscription.event_type)
        example_data = CONTRACTS.latest(subscription.event_type).example

        assert encode(projection, {name: example_data[name] for name in subscription.fields})


def test_the_eight_events_that_no_flow_reads_reach_someone() -> None:
    unread = (
        "AidDisbursed",
        "LandTransferTaxPaid",
        "LocalAidCaseOpened",
        "PbbNoticeIssued",
        "ResidentIdentityChanged",
        "TaxPaymentReceived",
        "VillageLetterIssued",
        "DataQualityFlagged",
    )

    for event_type in unread:
        assert any(each.state == "active" for each in CATALOGUE.subscriptions_to(event_type)), event_type
