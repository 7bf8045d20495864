"""Contracts from their files: only what registry.csv holds, and only if no byte of it has changed."""

from typing import cast

import fastavro
from fastavro.schema import SchemaParseException, UnknownType

from simpul.contracts.avsc import Json, Schema, fields_of, without_null
from simpul.contracts.collection import Contracts
from simpul.contracts.contract import Contract, DataClass, Field, Kind
from simpul.contracts.folder import Folder, SchemaFile, find_folder, read_folder
from simpul.errors import ContractError


def load_contracts(package: str = "avro_schemas") -> Contracts:
    """All registered contracts of a package, which is found but not imported.

    Raises:
        ContractError: the package, the registry or a file is missing or not as registered.
    """
    return contracts_of(read_folder(find_folder(package)))


def contracts_of(folder: Folder) -> Contracts:
    """The registered contracts of a folder that has been read.

    Raises:
        ContractError: a registered file is missing, changed or no schema.
    """
    files = {(file.subject, file.version): file for file in folder.files}
    examples: dict[str, str | None] = {}
    members = []
    for entry in folder.entries:
        file = files.get((entry.subject, entry.version))
        if file is None:
            raise ContractError(
                f"{entry.subject} version {entry.version} is registered but its file is gone; restore it"
            )
        if file.sha256 != entry.sha256:
            raise ContractError(
                f"{entry.subject} version {entry.version} is published and was changed; restore it and run "
                f"simpul contracts new-version {file.schema['name']}"
            )
        name = str(file.schema["name"])
        if file.subscriber is None:
            examples[name] = file.example_text
        members.append(contract_of(file, entry.id, example_text=file.example_text or examples.get(name)))
    return Contracts(members)


def contract_of(file: SchemaFile, schema_id: int, *, example_text: str | None = None) -> Contract:
    """The contract of a schema file.

    Raises:
        ContractError: it is no Avro schema, or lacks what a contract must say.
    """
    parsed = parse(file)
    schema = file.schema
    try:
        return Contract(
            event_type=str(schema["name"]),
            version=file.version,
            schema_id=schema_id,
            subject=file.subject,
            owner=str(schema["owner"]),
            kind=cast("Kind", schema["kind"]),
            doc=str(schema["doc"]),
            key=tuple(cast("list[str]", schema["key"])),
            routing=tuple(cast("list[str]", schema.get("routing", []))),
            fields=tuple(_field(field) for field in fields_of(schema)),
            schema=schema,
            parsed=parsed,
            text=file.text,
            subscriber=file.subscriber,
            example_text=example_text,
        )
    except KeyError as problem:
        raise ContractError(
            f"{file.subject} version {file.version} lacks {problem}; "
            "every record says doc, owner, kind and key, every field doc and class"
        ) from None


def parse(file: SchemaFile) -> Schema:
    """The schema as fastavro wants it.

    Raises:
        ContractError: it is no Avro schema.
    """
    try:
        return cast("Schema", fastavro.parse_schema(file.schema))
    except (SchemaParseException, UnknownType, KeyError) as problem:
        name = type(problem).__name__
        raise ContractError(
            f"{file.subject} version {file.version} is no Avro schema ({name}: {problem}); correct it"
        ) from None


def _field(field: dict[str, Json]) -> Field:
    _, nullable = without_null(field["type"])
    return Field(
        name=str(field["name"]),
        data_class=cast("DataClass", field["class"]),
        required=not nullable,
        doc=str(field["doc"]),
        schema=field["type"],
        format=cast("str | None", field.get("format")),
        pattern=cast("str | None", field.get("pattern")),
    )
