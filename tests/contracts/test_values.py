"""A value that does not fit is refused by its field, and never quoted."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from simpul.contracts import Contract, Contracts, from_json, key_text, to_json, validate
from simpul.contracts.folder import read_folder
from simpul.contracts.load import contracts_of
from simpul.errors import ValueRejected
from tests.contracts.samples import EXAMPLE


@pytest.fixture
def lamp(root: Path) -> Contract:
    return contracts_of(read_folder(root)).latest("LampChanged")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("lamp_id", "secret", r"lamp_id: does not match \^L-\[0-9\]\+\$"),
        ("lamp_id", "L-1\n", "lamp_id: does not match"),
        ("lamp_id", None, "lamp_id: must be text"),
        ("lamp_id", "\ud800", "lamp_id: must be text"),
        ("state", "secret", "state: must be one of UP, DOWN, UNKNOWN"),
        ("state", [], "state: must be one of"),
        ("owner_tok", 5, "owner_tok: must be text"),
        ("changed_at", datetime(2026, 7, 6, 2), "changed_at: must be an instant with its zone"),  # noqa: DTZ001
        ("changed_at", date(2026, 7, 6), "changed_at: must be an instant"),
        ("amount", 1.5, "amount: must be a whole number of 64 bits"),
        ("amount", True, "amount: must be a whole number"),
        ("amount", 2**63, "amount: must be a whole number"),
        ("tags", "secret", "tags: must be a list"),
        ("tags", ["a", 5], r"tags\[1\]: must be text"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(lamp: Contract, name: str, value: object, reason: str) -> None:
    data = from_json(lamp, EXAMPLE) | {name: value}

    with pytest.raises(ValueRejected, match=reason) as caught:
        validate(lamp, data)

    assert "secret" not in str(caught.value)


def test_all_wrong_fields_are_named_at_once(lamp: Contract) -> None:
    with pytest.raises(ValueRejected, match=r"amount: must be.*colour: no such field.*lamp_id: missing"):
        from_json(
            lamp, {name: value for name, value in EXAMPLE.items() if name != "lamp_id"} | {"amount": "x", "colour": 1}
        )


@pytest.mark.parametrize("text", ["2026-07-06T02:00:00.000", "06-07-2026", "", 5])
def test_an_instant_without_zone_or_sense_is_refused(lamp: Contract, text: object) -> None:
    with pytest.raises(ValueRejected, match="changed_at: must be an instant"):
        from_json(lamp, EXAMPLE | {"changed_at": text})


def test_an_instant_of_any_zone_becomes_utc(lamp: Contract) -> None:
    data = from_json(lamp, EXAMPLE | {"changed_at": "2026-07-06T09:00:00+07:00"})

    assert data["changed_at"] == datetime(2026, 7, 6, 2, tzinfo=UTC)
    assert to_json(lamp, data)["changed_at"] == "2026-07-06T02:00:00.000Z"


def test_a_missing_field_with_a_default_takes_it(lamp: Contract) -> None:
    data = from_json(lamp, {name: value for name, value in EXAMPLE.items() if name != "owner_tok"})

    assert data["owner_tok"] is None


def test_a_nested_record_is_checked_field_by_field(contracts: Contracts) -> None:
    contract = contracts.latest("FamilyCardChanged")
    document = to_json(contract, contract.example) | {"members": [{"person_tok": "t1.x", "relation": "HEAD"}]}

    with pytest.raises(
        ValueRejected, match=r"members\[0\].person_tok: does not match .*members\[0\].is_child: missing"
    ):
        from_json(contract, document)


def test_a_key_writes_instants_dates_numbers_and_null_as_text(contracts: Contracts) -> None:
    clone = contracts.latest("CardCloneReviewRequired")
    plan = contracts.latest("DoseOverdue")
    village = contracts.latest("VoterDataNotice")
    access = contracts.latest("AccessReviewRequired")

    assert key_text(clone, clone.example) == "SKAB-000117|2026-07-06T02:00:00.000Z|2026-07-06T02:04:00.000Z"
    assert key_text(plan, plan.example).endswith("|BCG|1")
    assert key_text(access, access.example) == "189905122018011001|12|2026-07-06"
    assert key_text(village, village.example | {"village_code": None}) == "2026-07|"


def test_a_key_without_its_field_is_refused(contracts: Contracts) -> None:
    with pytest.raises(ValueRejected, match="DeathRegistered needs 'person_tok' for its key"):
        key_text(contracts.latest("DeathRegistered"), {})
