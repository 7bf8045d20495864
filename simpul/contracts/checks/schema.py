"""One schema file: does it say all that a contract must say?"""

import json
from collections.abc import Collection, Iterator
from typing import cast

from simpul.contracts.avsc import Json, fields_of, named_types, without_null
from simpul.contracts.checks.finding import Finding
from simpul.contracts.folder import DELIVERY, Folder, SchemaFile, snake
from simpul.contracts.load import contract_of, parse
from simpul.contracts.projection import projection_namespace
from simpul.contracts.values import validate
from simpul.errors import ContractError

CLASSES = ("P0", "P1", "P2", "P3")
KINDS = ("domain", "support", "derived")
COMMON = ("case_id", "flow", "state", "caused_by")
FORBIDDEN_IN_KEY = ("nik", "kk")


def check_schema(file: SchemaFile, folder: Folder, *, owners: Collection[str]) -> Iterator[Finding]:
    """Place, names, owner, docs, classes, key, enums, and that it is Avro at all."""
    place = file.path.relative_to(folder.root).as_posix()
    yield from (Finding(place=place, problem=problem) for problem in _record_problems(file, place, owners))
    try:
        parse(file)
    except ContractError as problem:
        yield Finding(place=place, problem=str(problem))
        return
    yield from (Finding(place=place, problem=problem) for problem in _field_problems(file))
    if file.subscriber is None:
        yield from _check_example(file, place.replace(".avsc", ".example.json"))


def _check_example(file: SchemaFile, place: str) -> Iterator[Finding]:
    try:
        contract = contract_of(file, 0, example_text=file.example_text)
        validate(contract, contract.example)
    except ContractError as problem:
        yield Finding(place=place, problem=str(problem))
    except json.JSONDecodeError as problem:
        yield Finding(place=f"{place}:{problem.lineno}", problem=f"is not JSON: {problem.msg}")


def _record_problems(file: SchemaFile, place: str, owners: Collection[str]) -> Iterator[str]:
    schema = file.schema
    name, owner = str(schema.get("name", "")), str(schema.get("owner", ""))
    if file.subscriber is None:
        wanted, namespace = f"{owner.lower()}/{snake(name)}", f"simpul.{owner.lower()}"
    else:
        wanted, namespace = f"{DELIVERY}/{file.subscriber}/{snake(name)}", projection_namespace(file.subscriber)
    if place != f"{wanted}/{file.version}.avsc":
        yield f"must lie in {wanted}/ and be named <version>.avsc"
    if schema.get("namespace") != namespace:
        yield f"namespace must be {namespace}"
    if owners and owner not in owners:
        yield f"owner {owner or 'is missing and'} is not in departments.csv"
    if not schema.get("doc"):
        yield "has no doc"
    if schema.get("kind") not in KINDS:
        yield f"kind must be one of {', '.join(KINDS)}"


def _field_problems(file: SchemaFile) -> Iterator[str]:
    schema = file.schema
    for found in named_types(schema).values():
        if found["type"] == "record":
            prefix = "" if found is schema else f"{found['name']}."
            for field in fields_of(found):
                yield from _one_field(field, prefix=prefix)
        elif found["type"] == "enum" and found.get("default") != "UNKNOWN":
            yield f"enum {found['name']} must have UNKNOWN as a symbol and as its default, so that symbols can be added"
    if file.subscriber is None:
        yield from _key_problems(file)


def _key_problems(file: SchemaFile) -> Iterator[str]:
    schema = file.schema
    fields = {str(field["name"]): field for field in fields_of(schema)}
    for attribute in ("key", "routing"):
        for name in cast("list[str]", schema.get(attribute, [])):
            if name not in fields:
                yield f"{attribute} names {name}, which is no field"
            elif attribute == "key" and fields[name].get("format") in FORBIDDEN_IN_KEY:
                yield f"key names {name}, a number of a person; use its token"
    if not schema.get("key"):
        yield "has no key"
    if schema.get("kind") == "derived" and tuple(fields)[: len(COMMON)] != COMMON:
        yield f"a derived event begins with {', '.join(COMMON)}"


def _one_field(field: dict[str, Json], *, prefix: str) -> Iterator[str]:
    name = f"{prefix}{field['name']}"
    if not field.get("doc"):
        yield f"{name} has no doc"
    if field.get("class") not in CLASSES:
        yield f"{name} needs a class, one of {', '.join(CLASSES)}"
    kind, nullable = without_null(field["type"])
    if isinstance(kind, list):
        yield f"{name} is a union of several types; only null and one type are allowed"
    if nullable and field.get("default", "") is not None:
        yield f"{name} may be null, so its default must be null"
    if nullable and isinstance(field["type"], list) and field["type"][0] != "null":
        yield f"{name} must name null first"
    pattern = field.get("pattern")
    if isinstance(pattern, str) and not (pattern.startswith("^") and pattern.endswith("$")):
        yield f"{name} has a pattern without ^ and $"
