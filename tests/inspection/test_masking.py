"""What a person may see without a reason."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.contracts import Contract, load_contracts, to_json
from simpul.inspection.masking import mask, mask_key

CONTRACTS = load_contracts()


@pytest.mark.parametrize("contract", list(CONTRACTS), ids=lambda contract: str(contract.subject))
def test_no_p2_or_p3_value_of_any_event_type_is_left(contract: Contract) -> None:
    document = to_json(contract, contract.example)

    result = mask(contract, document)

    assert result.keys() == document.keys()
    for field in contract.fields:
        if field.data_class in {"P2", "P3"}:
            assert result[field.name] == f"•••{field.data_class}"


def test_an_open_value_is_shown() -> None:
    contract = CONTRACTS.latest("DeathRegistered")

    result = mask(contract, {"nik": "3508990107500001", "place_class": "HOME"})

    assert result["nik"] == "•••P2"


def test_a_missing_value_is_masked_as_well_since_it_tells_something() -> None:
    contract = CONTRACTS.latest("DeathReportedByFacility")

    result = mask(contract, {"nik": None})

    assert result == {"nik": "•••P2"}


def test_a_field_the_contract_does_not_know_is_masked() -> None:
    contract = CONTRACTS.latest("DeathRegistered")

    result = mask(contract, {"shoe_size": 43})

    assert result == {"shoe_size": "•••P3"}


def test_a_record_inside_an_open_list_is_masked_by_its_own_classes() -> None:
    contract = CONTRACTS.latest("PbbObjectUpdateProposed")
    nested = [field.name for field in contract.fields if "NopCandidate" in json.dumps(field.schema)]
    document = to_json(contract, contract.example)
    value = document[nested[0]]
    assert isinstance(value, list)

    result = json.dumps(mask(contract, document), ensure_ascii=False)

    assert all(candidate["nop"] not in result for candidate in value)


def test_the_key_is_masked_by_the_classes_of_its_fields() -> None:
    person = CONTRACTS.latest("DeathRegistered")
    hazard = CONTRACTS.latest("HazardAlertRaised")

    results = (mask_key(person, "t1.717ca65f7bbf9e43197efdebba9670bc"), mask_key(hazard, "alert-1"))

    assert results == ("•••P2", "alert-1")


@given(value=st.text(st.characters(exclude_categories=["Cs"]), min_size=6))
def test_a_masked_value_cannot_be_told_from_another(value: str) -> None:
    contract = CONTRACTS.latest("DeathRegistered")

    result = mask(contract, {"name": value})

    assert result == mask(contract, {"name": "UJI SATU"})


def test_the_key_of_a_projection_without_key_fields_is_masked() -> None:
    projection = CONTRACTS.projection("dinsos-36", "DeathRegistered")

    assert not projection.key
    assert mask_key(projection, "t1.717ca65f7bbf9e43197efdebba9670bc") == "•••P2"
