"""Whether events written with one schema can be read with another, by Avro's resolution rules; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from simpul.contracts.avsc import Json, Schema, definition, fields_of, named_types

PROMOTIONS: Final[Mapping[str, frozenset[str]]] = {
    "int": frozenset({"long", "float", "double"}),
    "long": frozenset({"float", "double"}),
    "float": frozenset({"double"}),
    "string": frozenset({"bytes"}),
    "bytes": frozenset({"string"}),
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """One reason why a reader fails: the field as a path, and what is wrong with it."""

    path: str
    reason: str

    @property
    def field(self) -> str:
        """The field of the event that the path begins with."""
        return self.path.partition(".")[0].partition("[")[0]


@dataclass(frozen=True, slots=True)
class _Pair:
    """The named types of both sides, so that a name can stand for its definition."""

    writer: dict[str, Schema]
    reader: dict[str, Schema]


def misfits(*, writer: Schema, reader: Schema) -> list[Misfit]:
    """Why `reader` cannot read every event of `writer`; empty when it can."""
    return list(_resolve(writer, reader, "", _Pair(named_types(writer), named_types(reader))))


def _resolve(writer: Json, reader: Json, path: str, names: _Pair) -> Iterator[Misfit]:
    if isinstance(writer, list):
        for branch in writer:
            yield from _resolve(branch, reader, path, names)
        return
    written = definition(writer, names.writer)
    if isinstance(reader, list):
        yield from _resolve_into_union(written, reader, path, names)
        return
    wanted = definition(reader, names.reader)
    kind = wanted["type"]
    if written["type"] != kind:
        if kind not in PROMOTIONS.get(str(written["type"]), frozenset()):
            yield Misfit(path, f"{_name(written)} cannot be read as {_name(wanted)}")
    elif kind == "array":
        yield from _resolve(written["items"], wanted["items"], f"{path}[]", names)
    elif kind == "map":
        yield from _resolve(written["values"], wanted["values"], f"{path}{{}}", names)
    elif kind in ("enum", "record", "fixed"):
        yield from _resolve_named(written, wanted, path, names)


def _resolve_into_union(writer: Schema, union: list[Json], path: str, names: _Pair) -> Iterator[Misfit]:
    """A value finds its branch by type alone; only then is it looked into (as in Java and fastavro)."""
    tries = [(branch, list(_resolve(writer, branch, path, names))) for branch in union]
    if any(not found for _, found in tries):
        return
    same_type = [found for branch, found in tries if definition(branch, names.reader)["type"] == writer["type"]]
    if same_type:
        yield from same_type[0]
    else:
        kinds = " or ".join(_name(definition(branch, names.reader)) for branch in union)
        yield Misfit(path, f"{_name(writer)} cannot be read as {kinds}")


def _resolve_named(writer: Schema, reader: Schema, path: str, names: _Pair) -> Iterator[Misfit]:
    if _short(writer["name"]) != _short(reader["name"]) and not _is_alias(writer, reader):
        yield Misfit(path, f"type {_short(writer['name'])} was renamed to {_short(reader['name'])} without an alias")
    elif reader["type"] == "enum":
        unknown = [symbol for symbol in _texts(writer["symbols"]) if symbol not in _texts(reader["symbols"])]
        if unknown and reader.get("default") not in _texts(reader["symbols"]):
            yield Misfit(path, f"symbol {', '.join(unknown)} is unknown and the enum has no default")
    elif reader["type"] == "fixed":
        if writer["size"] != reader["size"]:
            yield Misfit(path, f"{writer['size']} bytes cannot be read as {reader['size']}")
    else:
        yield from _resolve_fields(writer, reader, path, names)


def _resolve_fields(writer: Schema, reader: Schema, path: str, names: _Pair) -> Iterator[Misfit]:
    written = {str(field["name"]): field for field in fields_of(writer)}
    for field in fields_of(reader):
        name = str(field["name"])
        place = f"{path}.{name}" if path else name
        sources = [known for known in (name, *_texts(field.get("aliases", []))) if known in written]
        if len(sources) > 1:
            yield Misfit(place, f"could be read from {' or '.join(sources)}; an alias must not be a field too")
        elif sources:
            yield from _resolve(written[sources[0]]["type"], field["type"], place, names)
        elif "default" not in field:
            yield Misfit(place, "is missing on the writer's side and has no default")


def _is_alias(writer: Schema, reader: Schema) -> bool:
    return any(_short(alias) == _short(writer["name"]) for alias in _texts(reader.get("aliases", [])))


def _name(kind: Schema) -> str:
    return _short(kind["name"]) if "name" in kind else str(kind["type"])


def _short(name: Json) -> str:
    return str(name).rpartition(".")[2]


def _texts(value: Json) -> list[str]:
    return cast("list[str]", value)
