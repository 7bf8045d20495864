"""The truth of a day follows the catalogue: filters, suspended and ended subscriptions, granted fields, own tokens."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from avro_schemas.dispendukcapil import ResidentMoved
from producers.demo.truth import Due, Told, id_by_content, may_have, truth_of
from simpul.catalogue import Catalogue, Condition, Subscription, load_catalogue
from simpul.contracts import load_contracts
from simpul.tokens import Tokens

CONTRACTS = load_contracts()
CATALOGUE = load_catalogue(contracts=CONTRACTS)
TOKENS = Tokens(b"simpul-test-key")
TODAY = date(2026, 7, 6)
EVENT_ID = str(UUID(int=7))


def subscription(catalogue: Catalogue = CATALOGUE) -> Subscription:
    found = next(one for one in catalogue.subscriptions_to("ResidentMoved") if one.id == "dinkes-44.resident-moved")
    assert found.where == (Condition(field="direction", one_of=("OUT",)),)
    return found


def move(direction: str) -> Told:
    example = CONTRACTS.latest("ResidentMoved").example | {"direction": direction}
    return Told(EVENT_ID, ResidentMoved.model_validate(example))


@pytest.mark.parametrize(
    ("change", "day", "direction", "expected"),
    [
        ({}, TODAY, "OUT", True),
        ({}, TODAY, "IN", False),
        ({"state": "suspended"}, TODAY, "OUT", False),
        ({"ends": TODAY}, TODAY, "OUT", True),
        ({"ends": TODAY}, TODAY + timedelta(days=1), "OUT", False),
    ],
)
def test_a_subscription_may_have_what_it_runs_for(
    change: dict[str, object], day: date, direction: str, *, expected: bool
) -> None:
    one = subscription().model_copy(update=change)

    assert may_have(one, {"direction": direction}, today=day) is expected


def test_a_second_sending_is_due_a_second_time() -> None:
    truth = truth_of([move("OUT"), move("OUT")], catalogue=CATALOGUE, contracts=CONTRACTS, tokens=TOKENS, today=TODAY)

    assert truth.published == {EVENT_ID: 2}
    assert set(truth.deliveries.values()) == {2}
    assert truth.deliveries[Due(EVENT_ID, "dinkes-44.resident-moved")] == 2


def test_what_nobody_may_have_is_nobodys() -> None:
    truth = truth_of([move("OUT")], catalogue=CATALOGUE, contracts=CONTRACTS, tokens=TOKENS, today=date(2999, 1, 1))

    assert truth.nobodys == {EVENT_ID}
    assert not truth.deliveries


def test_a_subscriber_gets_the_granted_fields_and_tokens_of_its_own() -> None:
    truth = truth_of([move("OUT")], catalogue=CATALOGUE, contracts=CONTRACTS, tokens=TOKENS, today=TODAY)

    data = move("OUT").event.model_dump()
    for due, text in truth.contents.items():
        one = next(one for one in CATALOGUE.subscriptions if one.id == due.subscription)
        assert sorted(one.fields) == [part.split('"')[1] for part in text.strip("{}").split(", ")]
        assert data["person_tok"] not in text
        if "person_tok" in one.fields:
            assert TOKENS.rekeyed(data["person_tok"], subscriber=one.subscriber) in text


def test_an_id_by_content_is_that_of_the_type_and_the_data_and_of_nothing_else() -> None:
    contract, data = CONTRACTS.latest("ResidentMoved"), move("OUT").event.model_dump()

    first = id_by_content(contract, data)

    assert id_by_content(contract, dict(reversed(data.items()))) == first
    assert id_by_content(contract, data | {"direction": "IN"}) != first
