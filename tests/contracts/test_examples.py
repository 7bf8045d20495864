"""Every contract of the bus, by its example."""

import pytest

from simpul.contracts import (
    Contracts,
    decode,
    encode,
    from_json,
    key_text,
    load_contracts,
    to_json,
    typed_class,
    validate,
)

TYPES = load_contracts().event_types


def test_there_are_82_event_types(contracts: Contracts) -> None:
    assert len(contracts.event_types) == 82


@pytest.mark.parametrize("event_type", TYPES)
def test_an_example_comes_back_from_its_bytes_and_from_json(contracts: Contracts, event_type: str) -> None:
    contract = contracts.latest(event_type)
    example = contract.example

    validate(contract, example)
    assert decode(contracts, encode(contract, example)) == (contract, example)
    assert from_json(contract, to_json(contract, example)) == example


@pytest.mark.parametrize("event_type", TYPES)
def test_an_example_fits_its_typed_class(contracts: Contracts, event_type: str) -> None:
    contract = contracts.latest(event_type)
    made_by = typed_class("avro_schemas", contract)

    event = made_by(**contract.example)

    assert dict(event) == contract.example
    assert (made_by.event_type, made_by.owner, made_by.key_fields) == (event_type, contract.owner, contract.key)


@pytest.mark.parametrize("event_type", TYPES)
def test_a_key_holds_no_number_of_a_person(contracts: Contracts, event_type: str) -> None:
    contract = contracts.latest(event_type)
    numbers = [contract.example[field.name] for field in contract.fields if field.format in ("nik", "kk")]

    key = key_text(contract, contract.example)

    assert not [number for number in numbers if number is not None and str(number) in key]
