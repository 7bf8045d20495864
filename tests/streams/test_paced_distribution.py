"""What flows say reaches each subscriber at most 600 times a minute, in order, and all of it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from simpul.catalogue import load_catalogue
from simpul.contracts import load_contracts, typed_class
from simpul.events import Event
from simpul.settings import Settings
from simpul.testing import Driver, Emitted
from streams import paced_distribution

SETTINGS = Settings(token_key=SecretStr("simpul-test-key"))
AT = datetime(2026, 7, 6, 3, tzinfo=UTC)
CONTRACTS = load_contracts()
CATALOGUE = load_catalogue(contracts=CONTRACTS)
LIMIT = 600


def proposal(number: int, *, event_type: str = "AidStopProposed", flow: str = "F1") -> Event:
    contract = CONTRACTS.latest(event_type)
    person = {"person_tok": f"t1.{number:032x}"} if "person_tok" in contract.example else {}
    return typed_class("avro_schemas", contract).from_avro(contract.example | person | {"flow": flow})


@pytest.fixture
def driver() -> Driver:
    return Driver(paced_distribution.app, settings=SETTINGS, at=AT)


def publish(driver: Driver, number: int, *, event_type: str = "AidStopProposed", flow: str = "F1") -> list[Emitted]:
    event_id = f"00000000-0000-4000-8000-{number:012x}"
    return driver.publish(proposal(number, event_type=event_type, flow=flow), event_id=event_id)


def numbers(delivered: list[Emitted]) -> list[int]:
    return [int(dict(out.headers)["ce_id"][-12:], 16) for out in delivered]


def test_what_comes_slowly_goes_out_at_once(driver: Driver) -> None:
    assert numbers(publish(driver, 1)) == [1]


def test_a_bulk_day_is_delivered_slowly_in_order_and_whole(driver: Driver) -> None:
    at_once = [out for number in range(1500) for out in publish(driver, number)]
    after_a_minute = driver.advance(timedelta(seconds=61))
    after_two = driver.advance(timedelta(seconds=61))
    later = driver.advance(timedelta(hours=1))

    assert numbers(at_once) == list(range(LIMIT))
    assert numbers(after_a_minute) == list(range(LIMIT, 2 * LIMIT))
    assert numbers(after_two) == list(range(2 * LIMIT, 1500))
    assert later == []


def test_what_comes_while_others_wait_queues_behind_them(driver: Driver) -> None:
    for number in range(LIMIT + 2):
        publish(driver, number)

    driver.advance(timedelta(seconds=30))
    meanwhile = publish(driver, LIMIT + 2)
    released = driver.advance(timedelta(seconds=31))

    assert meanwhile == []
    assert numbers(released) == [LIMIT, LIMIT + 1, LIMIT + 2]


def test_another_subscriber_and_another_flow_are_not_slowed(driver: Driver) -> None:
    for number in range(LIMIT + 1):
        publish(driver, number)

    assert len(publish(driver, 9001, event_type="JknStopProposed")) == 1
    assert len(publish(driver, 9002, flow="F11")) == 1


def test_an_event_for_several_subscribers_goes_to_each(driver: Driver) -> None:
    delivered = publish(driver, 1, event_type="PayrollLineReviewRequired")

    assert sorted(out.topic for out in delivered) == ["delivery.bkd", "delivery.bpkd"]


def test_nothing_that_waited_leaves_after_the_agreement_has_ended() -> None:
    [subscription] = CATALOGUE.subscriptions_to("AidStopProposed")
    last_minute = datetime.combine(subscription.ends, datetime.min.time(), UTC) + timedelta(hours=16, minutes=59)
    driver = Driver(paced_distribution.app, settings=SETTINGS, at=last_minute)

    at_once = [out for number in range(LIMIT + 50) for out in publish(driver, number)]
    next_day = driver.advance(timedelta(minutes=5))

    assert len(at_once) == LIMIT
    assert next_day == []


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 350), st.integers(0, 40)), min_size=3, max_size=9))
def test_no_minute_holds_more_than_six_hundred(bursts: list[tuple[int, int]]) -> None:
    driver = Driver(paced_distribution.app, settings=SETTINGS, at=AT)
    fresh = count()
    seconds: Counter[int] = Counter()
    order: list[int] = []

    def note(delivered: list[Emitted], *, second: int) -> None:
        order.extend(numbers(delivered))
        seconds[second] += len(delivered)

    second = 0
    for events, pause in bursts:
        note([out for _ in range(events) for out in publish(driver, next(fresh))], second=second)
        for _ in range(pause):
            second += 1
            note(driver.advance(timedelta(seconds=1)), second=second)
    for _ in range(300):
        second += 1
        note(driver.advance(timedelta(seconds=1)), second=second)

    assert order == list(range(next(fresh)))
    assert all(sum(seconds[start + at] for at in range(60)) <= LIMIT for start in range(second))
