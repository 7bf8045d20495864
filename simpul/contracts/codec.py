"""Events to bytes and back: Avro in Confluent's frame."""

from collections.abc import Mapping
from io import BytesIO
from typing import cast

from fastavro import schemaless_reader, schemaless_writer

from simpul.contracts.collection import Contracts
from simpul.contracts.contract import Contract
from simpul.contracts.values import validate
from simpul.errors import ValueRejected
from simpul.wire.frame import HEAD_BYTES, FrameError, unframe

# What fastavro raises for bytes or values that do not fit; it has no error class of its own for them.
_MISFITS = (ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, AttributeError, MemoryError)


def encode(contract: Contract, data: Mapping[str, object]) -> bytes:
    """The framed value of an event's data; types are checked by Avro, patterns by `validate` where data come in.

    Raises:
        ValueRejected: names every field that does not fit, and why.
    """
    framed = BytesIO()
    framed.write(contract.head)
    try:
        schemaless_writer(framed, contract.parsed, data)
    except _MISFITS as problem:
        validate(contract, data)
        raise ValueRejected(
            f"{contract.event_type} version {contract.version} cannot be written ({type(problem).__name__})"
        ) from None
    return framed.getvalue()


def decode(contracts: Contracts, value: bytes) -> tuple[Contract, dict[str, object]]:
    """The contract an event was written with, and its data.

    Raises:
        ContractError: the schema id is not known.
        ValueRejected: the bytes are not framed, or do not fit their contract.
    """
    try:
        contract = contracts.by_id(unframe(value))
    except FrameError as problem:
        raise ValueRejected(f"{problem}; the record was not written by a client of this bus") from None
    return contract, decode_body(contract, value)


def decode_body(contract: Contract, value: bytes, *, reader: Contract | None = None) -> dict[str, object]:
    """The data of a framed value whose contract is known, in the form of `reader` if one is given (a newer version).

    Raises:
        ValueRejected: the bytes do not fit the contract.
    """
    body = BytesIO(value)
    body.seek(HEAD_BYTES)
    try:
        if reader is None or reader is contract:
            data = schemaless_reader(body, contract.parsed)
        else:
            data = schemaless_reader(body, contract.parsed, reader.parsed)
    except _MISFITS as problem:
        raise ValueRejected(
            f"the bytes do not fit {contract.event_type} version {contract.version} ({type(problem).__name__})"
        ) from None
    if body.tell() != len(value):
        raise ValueRejected(
            f"{len(value) - body.tell()} bytes are left after {contract.event_type} version {contract.version}"
        )
    return cast("dict[str, object]", data)
