"""Bytes that do not fit are refused, each in its own words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.contracts import Contracts, decode, decode_body, encode, from_json, load_contracts
from simpul.contracts.authoring import register_drafts
from simpul.contracts.avsc import Schema
from simpul.contracts.folder import read_folder
from simpul.contracts.load import contracts_of
from simpul.errors import ContractError, ValueRejected
from simpul.wire import frame
from tests.contracts.samples import EXAMPLE, field, lamp_schema, write_version

CONTRACTS = load_contracts()


@pytest.mark.parametrize("value", [b"", b"\x00\x00", b"\x01\x00\x00\x00\x01abc", b"{}"])
def test_bytes_without_a_frame_are_refused(contracts: Contracts, value: bytes) -> None:
    with pytest.raises(ValueRejected, match="byte"):
        decode(contracts, value)


def test_an_unknown_schema_id_is_named(contracts: Contracts) -> None:
    with pytest.raises(ContractError, match="schema id 999999"):
        decode(contracts, frame(999_999, b""))


def test_a_body_cut_short_is_refused(contracts: Contracts) -> None:
    contract = contracts.latest("DeathRegistered")
    value = encode(contract, contract.example)

    with pytest.raises(ValueRejected, match="do not fit DeathRegistered version 1"):
        decode(contracts, value[:-3])


def test_bytes_after_the_body_are_refused(contracts: Contracts) -> None:
    contract = contracts.latest("DeathRegistered")
    value = encode(contract, contract.example)

    with pytest.raises(ValueRejected, match="2 bytes are left after DeathRegistered"):
        decode(contracts, value + b"xx")


@given(event_type=st.sampled_from(CONTRACTS.event_types), body=st.binary(max_size=64))
def test_whatever_the_bytes_nothing_but_a_refusal_is_raised(event_type: str, body: bytes) -> None:
    contract = CONTRACTS.latest(event_type)
    try:
        data = decode_body(contract, frame(contract.schema_id, body))
    except ValueRejected:
        return

    assert set(data) == {part.name for part in contract.fields}


def test_data_that_avro_cannot_write_are_refused_by_field_without_the_value(contracts: Contracts) -> None:
    contract = contracts.latest("DeathRegistered")
    data = contract.example | {"name": 4711, "place_class": "MOON-4711"}

    with pytest.raises(ValueRejected, match=r"name: must be text; place_class: must be one of HOME") as caught:
        encode(contract, data)

    assert "4711" not in str(caught.value)


def test_an_event_of_an_older_version_is_read_in_the_form_of_a_newer_one(root: Path) -> None:
    newer: Schema = lamp_schema()
    fields = newer["fields"]
    assert isinstance(fields, list)
    fields.append({"name": "colour", "type": ["null", "string"], "default": None, "doc": "hue", "class": "P0"})
    symbols = field(newer, "state")["type"]
    assert isinstance(symbols, dict)
    symbols["symbols"] = ["UP", "UNKNOWN"]
    write_version(root, newer, 2)
    register_drafts(read_folder(root))
    contracts = contracts_of(read_folder(root))
    first, second = contracts.versions("LampChanged")
    value = encode(first, from_json(first, EXAMPLE))

    data = decode_body(first, value, reader=second)

    assert (data["colour"], data["state"]) == (None, "UNKNOWN")
