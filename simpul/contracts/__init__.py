"""Contracts: what event types there are, what they hold, and how their data become bytes, text and JSON."""

from simpul.contracts.classes import typed_class
from simpul.contracts.codec import decode, decode_body, encode
from simpul.contracts.collection import Contracts
from simpul.contracts.contract import Contract, DataClass, Field, Kind
from simpul.contracts.json_form import from_json, to_json
from simpul.contracts.key import key_text
from simpul.contracts.load import load_contracts
from simpul.contracts.values import validate

__all__ = [
    "Contract",
    "Contracts",
    "DataClass",
    "Field",
    "Kind",
    "decode",
    "decode_body",
    "encode",
    "from_json",
    "key_text",
    "load_contracts",
    "to_json",
    "typed_class",
    "validate",
]
