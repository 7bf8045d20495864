"""Random evolutions of random schemas: our judgement, and what Avro does with their bytes, must agree."""

import io
from dataclasses import dataclass, field
from typing import cast

import fastavro
from fastavro.types import Schema as FastavroSchema
from hypothesis import event, given, settings
from hypothesis import strategies as st

from simpul.contracts.avsc import Json, Schema, fields_of
from simpul.contracts.compatibility import misfits

PRIMITIVES = ("boolean", "int", "long", "float", "double", "string", "bytes")
DEFAULTS: dict[str, Json] = {
    "boolean": True, "int": 1, "long": 2, "float": 0.5, "double": 0.25, "string": "s", "bytes": "b",
}  # fmt: skip
SAMPLES: dict[str, object] = {
    "null": None, "boolean": True, "int": 7, "long": 2**40, "float": 0.5, "double": 0.25, "string": "t", "bytes": b"t",
}  # fmt: skip


@dataclass
class Fresh:
    """Names that no other field or type has."""

    count: int = field(default=0)

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"


def enums(draw: st.DrawFn, fresh: Fresh) -> Schema:
    symbols: list[Json] = ["A", "B", "C", "UNKNOWN"]
    symbols = symbols[draw(st.integers(0, 2)) :]
    made: Schema = {"type": "enum", "name": fresh.name("E"), "symbols": symbols}
    return made | ({"default": "UNKNOWN"} if draw(st.booleans()) else {})


def types(draw: st.DrawFn, fresh: Fresh, depth: int = 0) -> Json:
    kind = draw(st.sampled_from(["primitive", "primitive", "enum", "array", "map", "record"][: 6 if depth < 2 else 3]))
    if kind == "enum":
        return enums(draw, fresh)
    if kind == "array":
        return {"type": "array", "items": nullable(draw, types(draw, fresh, depth + 1))}
    if kind == "map":
        return {"type": "map", "values": types(draw, fresh, depth + 1)}
    if kind == "record":
        return records(draw, fresh, depth + 1)
    return draw(st.sampled_from(PRIMITIVES))


def nullable(draw: st.DrawFn, kind: Json) -> Json:
    return ["null", kind] if draw(st.integers(0, 3)) == 0 else kind


def one_field(draw: st.DrawFn, fresh: Fresh, depth: int = 0) -> Schema:
    kind = nullable(draw, types(draw, fresh, depth))
    made: Schema = {"name": fresh.name("f"), "type": kind}
    if isinstance(kind, list) and draw(st.booleans()):
        made["default"] = None
    elif isinstance(kind, str) and draw(st.booleans()):
        made["default"] = DEFAULTS[kind]
    return made


def records(draw: st.DrawFn, fresh: Fresh, depth: int = 0) -> Schema:
    fields: list[Json] = [one_field(draw, fresh, depth) for _ in range(draw(st.integers(1, 3)))]
    return {"type": "record", "name": fresh.name("R"), "fields": fields}


def evolve_type(draw: st.DrawFn, fresh: Fresh, kind: Json) -> Json:
    if isinstance(kind, list):
        inner = next(member for member in kind if member != "null")
        return inner if draw(st.booleans()) else ["null", evolve_type(draw, fresh, inner)]
    if isinstance(kind, str):
        return draw(st.sampled_from([*PRIMITIVES, kind]))
    assert isinstance(kind, dict)
    match kind["type"]:
        case "array":
            return kind | {"items": evolve_type(draw, fresh, kind["items"])}
        case "map":
            return kind | {"values": evolve_type(draw, fresh, kind["values"])}
        case "record":
            return evolve_record(draw, fresh, kind)
        case _:
            return evolve_enum(draw, fresh, kind)


def evolve_enum(draw: st.DrawFn, fresh: Fresh, kind: Schema) -> Schema:
    symbols = cast("list[Json]", kind["symbols"])
    match draw(st.sampled_from(["add", "remove", "default", "rename", "alias"])):
        case "add":
            return kind | {"symbols": [fresh.name("S"), *symbols]}
        case "remove" if len(symbols) > 1:
            return kind | {"symbols": symbols[1:]}
        case "default":
            return {name: value for name, value in kind.items() if name != "default"}
        case "rename":
            return kind | {"name": fresh.name("E")}
        case "alias":
            return kind | {"name": fresh.name("E"), "aliases": [kind["name"]]}
        case _:
            return kind


def evolve_record(draw: st.DrawFn, fresh: Fresh, schema: Schema) -> Schema:
    fields: list[Schema] = [dict(part) for part in fields_of(schema)]
    place = draw(st.integers(0, len(fields) - 1))
    change = draw(
        st.sampled_from(["add", "remove", "type", "type", "rename", "alias", "null", "default", "order", "name"])
    )
    event(change)
    match change:
        case "add":
            fields.insert(place, one_field(draw, fresh, 1))
        case "remove":
            del fields[place]
        case "type":
            fields[place] = {"name": fields[place]["name"], "type": evolve_type(draw, fresh, fields[place]["type"])}
        case "rename":
            fields[place]["name"] = fresh.name("f")
        case "alias":
            fields[place] |= {"name": fresh.name("f"), "aliases": [fields[place]["name"]]}
        case "null" if not isinstance(fields[place]["type"], list):
            fields[place] = {"name": fields[place]["name"], "type": ["null", fields[place]["type"]], "default": None}
        case "default":
            fields[place].pop("default", None)
        case "order":
            fields.reverse()
        case "name":
            return schema | {"name": fresh.name("R")}
        case _:
            pass
    return schema | {"fields": cast("list[Json]", fields)}


def values(kind: Json) -> list[object]:
    """Enough values of a type to reach each branch and symbol."""
    if isinstance(kind, list):
        return [value for member in kind for value in values(member)]
    if isinstance(kind, str):
        return [SAMPLES[kind]]
    assert isinstance(kind, dict)
    match kind["type"]:
        case "array":
            return [[value] for value in values(kind["items"])]
        case "map":
            return [{"k": value} for value in values(kind["values"])]
        case "enum":
            return list(cast("list[object]", kind["symbols"]))
        case _:
            choices = {str(part["name"]): values(part["type"]) for part in fields_of(kind)}
            most = max((len(options) for options in choices.values()), default=1)
            return [{name: options[index % len(options)] for name, options in choices.items()} for index in range(most)]


def fastavro_reads(writer: Schema, reader: Schema) -> bool:
    written = fastavro.parse_schema(cast("FastavroSchema", writer))
    read = fastavro.parse_schema(cast("FastavroSchema", reader))
    try:
        for value in values(writer):
            body = io.BytesIO()
            fastavro.schemaless_writer(body, written, value)
            body.seek(0)
            fastavro.schemaless_reader(body, written, read)
    except fastavro.read.SchemaResolutionError:
        return False
    return True


@st.composite
def evolutions(draw: st.DrawFn) -> tuple[Schema, Schema]:
    fresh = Fresh()
    older = records(draw, fresh)
    newer = older
    for _ in range(draw(st.integers(1, 2))):
        if fields_of(newer):
            newer = evolve_record(draw, fresh, newer)
    return older, newer


@settings(max_examples=400, deadline=None)
@given(pair=evolutions())
def test_our_judgement_agrees_with_encoding_in_one_schema_and_decoding_in_the_other(
    pair: tuple[Schema, Schema],
) -> None:
    older, newer = pair
    judged = not misfits(writer=older, reader=newer), not misfits(writer=newer, reader=older)

    assert judged == (fastavro_reads(older, newer), fastavro_reads(newer, older))
