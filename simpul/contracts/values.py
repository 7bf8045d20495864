"""Whether a value fits an Avro type and its pattern; a finding names the field, never what it holds."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeAlias, cast
from uuid import UUID

from simpul.contracts.avsc import Json, Schema, definition, fields_of, without_null
from simpul.errors import ValueRejected

if TYPE_CHECKING:
    from simpul.contracts.contract import Contract

INT_LIMIT: Final = 2**31
LONG_LIMIT: Final = 2**63

Findings: TypeAlias = "tuple[tuple[str, str], ...]"
"""Pairs of a path below the value (empty: the value itself) and a reason; empty when all is well."""
Checker: TypeAlias = Callable[[object], Findings]


def validate(contract: "Contract", data: Mapping[str, object]) -> None:
    """Check types, ranges and patterns of an event's data in Avro's Python form.

    Raises:
        ValueRejected: names every field that does not fit, and why.
    """
    found = contract.checker(data)
    if found:
        listed = "; ".join(f"{path.removeprefix('.')}: {reason}" for path, reason in found)
        said = f"{contract.event_type} version {contract.version} refuses these data: {listed}"
        raise ValueRejected(said, findings=found)


def checker_of(kind: Json, named: dict[str, Schema], *, pattern: Json = None) -> Checker:
    """The check of a type, made once and then called for each value."""
    inner, nullable = without_null(kind)
    if isinstance(inner, list):
        return _union([checker_of(member, named) for member in inner])
    found = definition(inner, named)
    check = _compound(found, named, pattern)
    return _nullable(check) if nullable else check


def _compound(kind: Schema, named: dict[str, Schema], pattern: Json) -> Checker:
    match kind["type"]:
        case "record":
            return _record(kind, named)
        case "array":
            return _array(checker_of(kind["items"], named, pattern=pattern))
        case "map":
            return _map(checker_of(kind["values"], named, pattern=pattern))
        case "enum":
            symbols = cast("list[str]", kind["symbols"])
            return _simple(frozenset(symbols).__contains__, f"must be one of {', '.join(symbols)}", text_only=True)
        case plain:
            fits, wanted = CHECKS.get(str(kind.get("logicalType"))) or CHECKS.get(str(plain), UNKNOWN_TYPE)
            check = _simple(fits, f"must be {wanted}")
            return _matching(check, pattern) if isinstance(pattern, str) else check


def _simple(fits: Callable[[object], bool], reason: str, *, text_only: bool = False) -> Checker:
    found: Findings = (("", reason),)
    if text_only:
        return lambda value: () if isinstance(value, str) and fits(value) else found
    return lambda value: () if fits(value) else found


def _nullable(check: Checker) -> Checker:
    return lambda value: () if value is None else check(value)


def _matching(check: Checker, pattern: str) -> Checker:
    matches = re.compile(pattern).fullmatch
    found: Findings = (("", f"does not match {pattern}"),)
    return lambda value: check(value) or (() if matches(cast("str", value)) else found)


def _union(checks: list[Checker]) -> Checker:
    return _simple(lambda value: any(not check(value) for check in checks), "fits no member of its union")


def _array(check: Checker) -> Checker:
    def found(value: object) -> Findings:
        if not isinstance(value, list | tuple):
            return (("", "must be a list"),)
        return tuple((f"[{index}]{path}", reason) for index, item in enumerate(value) for path, reason in check(item))

    return found


def _map(check: Checker) -> Checker:
    def found(value: object) -> Findings:
        if not isinstance(value, Mapping):
            return (("", "must be a map"),)
        return tuple((f"{{}}{path}", reason) for item in value.values() for path, reason in check(item))

    return found


def _record(kind: Schema, named: dict[str, Schema]) -> Checker:
    fields = fields_of(kind)
    checks = {str(field["name"]): checker_of(field["type"], named, pattern=field.get("pattern")) for field in fields}
    needed = {str(field["name"]) for field in fields if "default" not in field}

    def found(value: object) -> Findings:
        if not isinstance(value, Mapping):
            return (("", "must be a record"),)
        problems = []
        for name, item in value.items():
            check = checks.get(name)
            if check is None:
                problems.append((f".{name}", "no such field; remove it"))
            elif wrong := check(item):
                problems += [(f".{name}{path}", reason) for path, reason in wrong]
        if not needed <= value.keys():
            problems += [(f".{name}", "missing") for name in checks if name in needed and name not in value]
        return tuple(problems)

    return found


def _integer(limit: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and -limit <= value < limit


def _real(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


Check: TypeAlias = tuple[Callable[[object], bool], str]
UNKNOWN_TYPE: Final[Check] = (lambda _: False, "of a type this bus knows")
CHECKS: Final[Mapping[str, Check]] = {
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
