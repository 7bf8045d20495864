"""An event of a table or a file is known by its content: one that is missing, doubled or altered shows all the same."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from avro_schemas.bprd import PbbObjectChanged
from producers.demo.found import found_in
from producers.demo.ledger import Ledger, balance
from producers.demo.origin import Origin
from producers.demo.truth import Told, truth_of
from producers.demo.witness import Seen
from simpul.contracts import encode
from simpul.events import Event
from tests.producers.demo.planned import CATALOGUE, CONTRACTS, NOW, TOKENS, plan

(ONE, TWO) = [told for told in plan().told[Origin.SNAPSHOT] if isinstance(told.event, PbbObjectChanged)][:2]
TRUTH = truth_of([ONE, TWO], catalogue=CATALOGUE, contracts=CONTRACTS, tokens=TOKENS, today=NOW.date())
SUBSCRIPTION = "bprd-30.pbb-object-changed"
FIRST, SECOND, THIRD = (str(UUID(int=number)) for number in (1, 2, 3))  # ids that nobody could foresee


def published(event_id: str, event: Event) -> Seen:
    value = encode(CONTRACTS.latest(event.event_type), event.model_dump())
    return Seen(
        topic=CATALOGUE.topic_of(event.event_type).name,
        headers={"ce_id": event_id.encode()},
        value=value,
        published_ms=0,
        arrived_ms=0,
    )


def delivered(event_id: str, event: Event) -> Seen:
    projection = CONTRACTS.projection("bprd-30", event.event_type)
    data = {name: value for name, value in event.model_dump().items() if name in {"nop", "change_type", "changed_on"}}
    return Seen(
        topic="delivery.bprd-30",
        headers={"ce_id": event_id.encode(), "ce_contractid": SUBSCRIPTION.encode()},
        value=encode(projection, data),
        published_ms=0,
        arrived_ms=0,
    )


def both(event_id: str, told: Told) -> list[Seen]:
    return [published(event_id, told.event), delivered(event_id, told.event)]


def ledger(seen: Sequence[Seen]) -> Ledger:
    return balance(TRUTH, found_in(seen, truth=TRUTH, catalogue=CATALOGUE, contracts=CONTRACTS, returned=()))


def test_what_was_told_once_closes_the_ledger_whatever_its_id_is() -> None:
    found = ledger([*both(FIRST, ONE), *both(SECOND, TWO)])

    assert found.closes
    assert (found.published, found.deliveries) == (2, 2)


def test_an_event_that_was_not_told_is_not_published_and_its_delivery_is_missing() -> None:
    assert ledger(both(FIRST, ONE)).differences == {"not published": 1, "missing": 1}


@pytest.mark.parametrize("event_id", [SECOND, THIRD], ids=["under the same id", "under another id"])
def test_an_event_that_was_told_twice_is_one_too_many_and_its_delivery_is_doubled(event_id: str) -> None:
    found = ledger([*both(FIRST, ONE), *both(SECOND, TWO), *both(event_id, TWO)])

    assert found.differences == {"published by others": 1, "doubled": 1}


def test_an_event_that_says_something_else_is_none_of_those_that_are_due() -> None:
    other = TWO.event.model_copy(update={"njop": 1})

    found = ledger([*both(FIRST, ONE), *both(SECOND, Told(SECOND, other))])

    assert found.differences == {"not published": 1, "published by others": 1, "missing": 1, "unexpected": 1}


def test_a_lost_delivery_of_such_an_event_is_missing() -> None:
    assert ledger([*both(FIRST, ONE), published(SECOND, TWO.event)]).differences == {"missing": 1}


def test_a_delivery_with_other_content_is_altered() -> None:
    changed = TWO.event.model_copy(update={"change_type": "MERGED"})

    found = ledger([*both(FIRST, ONE), published(SECOND, TWO.event), delivered(SECOND, changed)])

    assert found.differences == {"altered": 1}


def test_a_record_that_cannot_be_read_is_nothing_that_is_due() -> None:
    broken = Seen(topic="tax.pbb-object", headers={"ce_id": b"?"}, value=b"?", published_ms=0, arrived_ms=0)

    found = ledger([*both(FIRST, ONE), *both(SECOND, TWO), broken])

    assert found.differences == {"published by others": 1}


def test_a_dead_letter_is_counted() -> None:
    topic = next(topic.name for topic in CATALOGUE.topics if topic.kind == "dead-letter")
    letter = Seen(topic=topic, headers={}, value=b"", published_ms=0, arrived_ms=0)

    found = ledger([*both(FIRST, ONE), *both(SECOND, TWO), letter])

    assert found.differences == {"dead letters": 1}
