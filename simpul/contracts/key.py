"""The key of an event as text: the values of its key fields joined by |."""

from collections.abc import Mapping
from datetime import date, datetime

from simpul.contracts.contract import Contract
from simpul.errors import ValueRejected
from simpul.wire.envelope import rfc3339

SEPARATOR = "|"


def key_text(contract: Contract, data: Mapping[str, object]) -> str:
    """The record key of an event; its UTF-8 bytes are the Kafka key.

    Raises:
        ValueRejected: a key field is missing.
    """
    try:
        return SEPARATOR.join(_text(data[name]) for name in contract.key)
    except KeyError as problem:
        raise ValueRejected(f"{contract.event_type} needs {problem} for its key; give it a value or null") from None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
