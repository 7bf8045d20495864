"""Events as JSON and back: dates, instants and UUIDs are text there."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, cast
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
    data = cast("dict[str, object]", contract.from_text(document))
    validate(contract, data)
    for field in fields_of(contract.schema):
        if "default" in field:
            data.setdefault(str(field["name"]), field["default"])
    return data


def to_json(contract: "Contract", data: Mapping[str, object]) -> dict[str, object]:
    """The data of an event as `json.dumps` takes them."""
    return cast("dict[str, object]", contract.to_text(data))


def converter_of(record: Schema, named: Mapping[str, Schema], table: Mapping[str, Convert]) -> Convert:
    """The conversion of a record's values by a table of logical types, made once and then called for each record."""
    kinds = ((str(field["name"]), _converter(field["type"], named, table)) for field in fields_of(record))
    needed = [(name, convert) for name, convert in kinds if convert is not None]

    def converted(value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        data = dict(value)
        for name, convert in needed:
            if name in data:
                data[name] = convert(data[name])
        return data

    return converted


def _converter(kind: Json, named: Mapping[str, Schema], table: Mapping[str, Convert]) -> Convert | None:
    inner, _ = without_null(kind)
    if inner is None or isinstance(inner, list):
        return None
    found = definition(inner, named)
    match found["type"]:
        case "array":
            return _of_list(_converter(found["items"], named, table))
        case "map":
            return _of_map(_converter(found["values"], named, table))
        case "record":
            return converter_of(found, named, table)
        case _:
            return table.get(str(found.get("logicalType")))


def _of_list(convert: Convert | None) -> Convert | None:
    if convert is None:
        return None
    return lambda value: [convert(item) for item in value] if isinstance(value, list | tuple) else value


def _of_map(convert: Convert | None) -> Convert | None:
    if convert is None:
        return None
    return lambda value: {name: convert(item) for name, item in value.items()} if isinstance(value, Mapping) else value


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
