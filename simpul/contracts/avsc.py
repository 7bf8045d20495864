"""An Avro schema as JSON: its types, what is named in it, and its one text form on disk."""

import json
from collections.abc import Iterator, Mapping
from typing import TypeAlias, cast

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Schema: TypeAlias = dict[str, Json]

LINE_LENGTH = 110
PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})


def schema_text(value: Json) -> str:
    """The text of an .avsc file: two spaces, and whatever fits on a line stays on it."""
    return _render(value, indent=0, used=0) + "\n"


def fields_of(record: Mapping[str, Json]) -> list[Schema]:
    """The fields of a record schema, in order."""
    return cast("list[Schema]", record["fields"])


def without_null(kind: Json) -> tuple[Json, bool]:
    """The type behind `["null", type]`, and whether null is allowed; other types come back as they are."""
    if isinstance(kind, list):
        others = [member for member in kind if member != "null"]
        if len(others) == 1:
            return others[0], len(others) < len(kind)
    return kind, False


def named_types(kind: Json) -> dict[str, Schema]:
    """Every record, enum and fixed defined inside a schema, by its short name."""
    return {str(found["name"]): found for found in _definitions(kind)}


def definition(kind: Json, named: Mapping[str, Schema]) -> Schema:
    """A type that is no union as a dictionary, whichever way it is written."""
    if isinstance(kind, str):
        return named.get(kind.rpartition(".")[2], {"type": kind})
    found = cast("Schema", kind)
    inner = found["type"]
    if isinstance(inner, dict) or (
        isinstance(inner, str) and "name" not in found and inner.rpartition(".")[2] in named
    ):
        return definition(inner, named)
    return found


def _definitions(kind: Json) -> Iterator[Schema]:
    if isinstance(kind, list):
        for member in kind:
            yield from _definitions(member)
    elif isinstance(kind, dict):
        if kind.get("type") in ("record", "enum", "fixed"):
            yield kind
        for part in (kind.get("items"), kind.get("values")):
            yield from _definitions(part)
        if kind.get("type") == "record":
            for field in fields_of(kind):
                yield from _definitions(field["type"])


def _render(value: Json, *, indent: int, used: int) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (indent and used + len(line) <= LINE_LENGTH):
        return line
    inner = indent + 2
    pad, end = "\n" + " " * inner, "\n" + " " * indent
    if isinstance(value, list):
        return "[" + ",".join(pad + _render(member, indent=inner, used=inner) for member in value) + end + "]"
    parts = (f"{json.dumps(name)}: " for name in value)
    members = zip(parts, value.values(), strict=True)
    return (
        "{"
        + ",".join(pad + name + _render(member, indent=inner, used=inner + len(name)) for name, member in members)
        + end
        + "}"
    )
