"""Each way in which a reader fails, by field and reason."""

import pytest

from simpul.contracts.avsc import Json, Schema
from simpul.contracts.compatibility import Misfit, misfits


def record(*fields: Schema, name: str = "R", **more: Json) -> Schema:
    return {"type": "record", "name": name, "fields": list(fields), **more}


def enum(*symbols: Json, **more: Json) -> Schema:
    return {"type": "enum", "name": "E", "symbols": list(symbols), **more}


A: Schema = {"name": "a", "type": "int"}


@pytest.mark.parametrize(
    ("writer", "reader", "misfit"),
    [
        (record(), record(A), Misfit("a", "is missing on the writer's side and has no default")),
        (record(A), record(A | {"type": "string"}), Misfit("a", "int cannot be read as string")),
        (record(A | {"type": "long"}), record(A), Misfit("a", "long cannot be read as int")),
        (record(A | {"type": ["null", "int"]}), record(A), Misfit("a", "null cannot be read as int")),
        (
            record(A | {"type": "string"}),
            record(A | {"type": ["null", "int"]}),
            Misfit("a", "string cannot be read as null or int"),
        ),
        (
            record(A | {"type": enum("X", "Y")}),
            record(A | {"type": enum("X")}),
            Misfit("a", "symbol Y is unknown and the enum has no default"),
        ),
        (record(), record(name="S"), Misfit("", "type R was renamed to S without an alias")),
        (
            record(A | {"type": {"type": "array", "items": record(A)}}),
            record(A | {"type": {"type": "array", "items": record(A, {"name": "b", "type": "int"})}}),
            Misfit("a[].b", "is missing on the writer's side and has no default"),
        ),
        (
            record(A | {"type": {"type": "map", "values": "int"}}),
            record(A | {"type": {"type": "map", "values": "string"}}),
            Misfit("a{}", "int cannot be read as string"),
        ),
        (
            record(A, {"name": "b", "type": "int"}),
            record({"name": "b", "type": "int", "aliases": ["a"]}),
            Misfit("b", "could be read from b or a; an alias must not be a field too"),
        ),
        (
            record(A | {"type": {"type": "fixed", "name": "F", "size": 2}}),
            record(A | {"type": {"type": "fixed", "name": "F", "size": 3}}),
            Misfit("a", "2 bytes cannot be read as 3"),
        ),
    ],
)
def test_a_reader_that_fails_is_told_field_and_reason(writer: Schema, reader: Schema, misfit: Misfit) -> None:
    assert misfits(writer=writer, reader=reader) == [misfit]


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        (record(A), record()),
        (record(), record(A | {"default": 1})),
        (record(A), record(A | {"type": "double"})),
        (record(A), record(A | {"type": ["null", "int"], "default": None})),
        (record(A), record({"name": "b", "type": "int", "aliases": ["a"]})),
        (record(A), record(A, name="S", aliases=["R"])),
        (record(A | {"type": enum("X", "Y")}), record(A | {"type": enum("X", "U", default="U")})),
    ],
)
def test_what_avro_resolves_is_no_misfit(writer: Schema, reader: Schema) -> None:
    assert misfits(writer=writer, reader=reader) == []


def test_a_name_stands_for_its_definition() -> None:
    writer = record(A | {"type": enum("X")}, {"name": "b", "type": ["null", "E"]})
    reader = record({"name": "b", "type": ["null", enum("X", "Z")], "default": None})

    assert misfits(writer=writer, reader=reader) == []
    assert misfits(writer=reader, reader=record({"name": "b", "type": ["null", enum("X")]})) == [
        Misfit("b", "symbol Z is unknown and the enum has no default")
    ]


def test_a_misfit_knows_the_field_of_the_event() -> None:
    assert [Misfit(path, "").field for path in ("a", "a.b", "a[].b")] == ["a", "a", "a"]
