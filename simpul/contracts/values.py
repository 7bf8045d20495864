"""Whether a value fits an Avro type and its pattern; a finding names the field, never what it holds."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from uuid import UUID

from simpul.contracts.avsc import Json, Schema, fields_of, without_null
from simpul.errors import ValueRejected

if TYPE_CHECKING:
    from simpul.contracts.contract import Contract

INT_LIMIT: Final = 2**31
LONG_LIMIT: Final = 2**63

_pattern = lru_cache(maxsize=None)(re.compile)


def validate(contract: "Contract", data: Mapping[str, object]) -> None:
    """Check types, ranges and patterns of an event's data in Avro's Python form.

    Raises:
        ValueRejected: names every field that does not fit, and why.
    """
    reject(contract, problems(contract, data))


def problems(contract: "Contract", data: Mapping[str, object]) -> list[str]:
    """One line for each field that does not fit, as `field: reason`."""
    return list(_record(contract.schema, data, "", contract.named))


def reject(contract: "Contract", found: list[str]) -> None:
    """Raise for what was found, if anything.

    Raises:
        ValueRejected: something was found.
    """
    if found:
        raise ValueRejected(f"{contract.event_type} version {contract.version} refuses these data: {'; '.join(found)}")


def _record(schema: Schema, data: Mapping[str, object], path: str, named: dict[str, Schema]) -> Iterator[str]:
    fields = fields_of(schema)
    known = {str(field["name"]) for field in fields}
    for name in data:
        if name not in known:
            yield f"{path}{name}: no such field; remove it"
    for field in fields:
        name = str(field["name"])
        if name not in data:
            if "default" not in field:
                yield f"{path}{name}: missing"
        else:
            yield from _value(field["type"], data[name], path + name, named, field.get("pattern"))


def _value(kind: Json, value: object, path: str, named: dict[str, Schema], pattern: Json) -> Iterator[str]:
    kind, nullable = without_null(kind)
    if value is None and nullable:
        return
    if isinstance(kind, str) and kind.rpartition(".")[2] in named:
        kind = named[kind.rpartition(".")[2]]
    if isinstance(kind, list):
        if all(any(True for _ in _value(member, value, path, named, pattern)) for member in kind):
            yield f"{path}: fits no member of its union"
    elif isinstance(kind, dict) and kind["type"] == "array":
        if not isinstance(value, list | tuple):
            yield f"{path}: must be a list"
            return
        for index, item in enumerate(value):
            yield from _value(kind["items"], item, f"{path}[{index}]", named, pattern)
    elif isinstance(kind, dict) and kind["type"] == "map":
        if not isinstance(value, Mapping):
            yield f"{path}: must be a map"
            return
        for item in value.values():
            yield from _value(kind["values"], item, f"{path}{{}}", named, pattern)
    elif isinstance(kind, dict) and kind["type"] == "record":
        if isinstance(value, Mapping):
            yield from _record(kind, value, f"{path}.", named)
        else:
            yield f"{path}: must be a record"
    elif isinstance(kind, dict) and kind["type"] == "enum":
        symbols = kind["symbols"]
        if value not in (symbols if isinstance(symbols, list) else []):
            yield f"{path}: must be one of {', '.join(map(str, symbols if isinstance(symbols, list) else []))}"
    else:
        yield from _scalar(kind, value, path, pattern)


def _scalar(kind: Json, value: object, path: str, pattern: Json) -> Iterator[str]:
    name = str(kind.get("logicalType", kind["type"])) if isinstance(kind, dict) else str(kind)
    fits, wanted = CHECKS.get(name) or CHECKS.get(str(kind["type"]) if isinstance(kind, dict) else name, UNKNOWN_TYPE)
    if not fits(value):
        yield f"{path}: must be {wanted}"
    elif isinstance(pattern, str) and isinstance(value, str) and not _pattern(pattern).fullmatch(value):
        yield f"{path}: does not match {pattern}"


def _integer(limit: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and -limit <= value < limit


def _real(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> bool:
    return isinstance(value, str) and _encodable(value)


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


Check = tuple[Callable[[object], bool], str]
UNKNOWN_TYPE: Final[Check] = (lambda _: False, "of a type this bus knows")
CHECKS: Final[dict[str, Check]] = {
    "null": (lambda value: value is None, "null"),
    "boolean": (lambda value: isinstance(value, bool), "true or false"),
    "int": (_integer(INT_LIMIT), "a whole number of 32 bits"),
    "long": (_integer(LONG_LIMIT), "a whole number of 64 bits"),
    "float": (_real, "a number"),
    "double": (_real, "a number"),
    "bytes": (lambda value: isinstance(value, bytes), "bytes"),
    "string": (_text, "text"),
    "date": (lambda value: isinstance(value, date) and not isinstance(value, datetime), "a date, as 2026-07-06"),
    "timestamp-millis": (
        lambda value: isinstance(value, datetime) and value.tzinfo is not None,
        "an instant with its zone, as 2026-07-06T02:00:00.000Z",
    ),
    "uuid": (lambda value: isinstance(value, UUID), "a UUID"),
}
