"""Events as JSON and back: dates, instants and UUIDs are text there."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from simpul.contracts.avsc import Json, Schema, definition, fields_of, without_null
from simpul.contracts.values import validate
from simpul.wire.envelope import rfc3339

if TYPE_CHECKING:
    from simpul.contracts.contract import Contract

Convert = Callable[[object], object]


def from_json(contract: "Contract", document: Mapping[str, object]) -> dict[str, object]:
    """The data of an event in Avro's Python form, checked; a missing field takes its default.

    Raises:
        ValueRejected: names every field that does not fit, and why.
    """
    data = _record(contract.schema, document, contract.named, FROM_TEXT)
    validate(contract, data)
    for field in fields_of(contract.schema):
        if "default" in field:
            data.setdefault(str(field["name"]), field["default"])
    return data


def to_json(contract: "Contract", data: Mapping[str, object]) -> dict[str, object]:
    """The data of an event as `json.dumps` takes them."""
    return _record(contract.schema, data, contract.named, TO_TEXT)


def _record(
    schema: Schema, data: Mapping[str, object], named: dict[str, Schema], table: Mapping[str, Convert]
) -> dict[str, object]:
    kinds = {str(field["name"]): field["type"] for field in fields_of(schema)}
    return {name: _value(kinds.get(name), value, named, table) for name, value in data.items()}


def _value(kind: Json, value: object, named: dict[str, Schema], table: Mapping[str, Convert]) -> object:
    inner, _ = without_null(kind)
    if value is None or inner is None or isinstance(inner, list):
        return value
    kind = definition(inner, named)
    if kind["type"] == "array" and isinstance(value, list | tuple):
        return [_value(kind["items"], item, named, table) for item in value]
    if kind["type"] == "map" and isinstance(value, Mapping):
        return {name: _value(kind["values"], item, named, table) for name, item in value.items()}
    if kind["type"] == "record" and isinstance(value, Mapping):
        return _record(kind, value, named, table)
    convert = table.get(str(kind.get("logicalType")))
    return convert(value) if convert else value


def _read(parse: Callable[[str], object]) -> Convert:
    """A reader of text that leaves alone what it cannot read, for the check after it to name."""

    def convert(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return parse(value)
        except (ValueError, OverflowError):  # the latter: an instant of the year 1 or 9999 that is none in UTC
            return value

    return convert


def _instant(text: str) -> object:
    instant = datetime.fromisoformat(text)
    return instant.astimezone(UTC) if instant.tzinfo else instant


def _written(kind: type, write: Callable[..., str]) -> Convert:
    return lambda value: write(value) if isinstance(value, kind) else value


FROM_TEXT: Final[Mapping[str, Convert]] = {
    "date": _read(date.fromisoformat),
    "timestamp-millis": _read(_instant),
    "uuid": _read(UUID),
}
TO_TEXT: Final[Mapping[str, Convert]] = {
    "date": _written(date, date.isoformat),
    "timestamp-millis": _written(datetime, rfc3339),
    "uuid": _written(UUID, str),
}
