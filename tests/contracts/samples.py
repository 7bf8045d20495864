"""A small folder of contracts, to be changed by a test."""

import json
from pathlib import Path
from typing import cast

from simpul.contracts.authoring import register_drafts, write_classes
from simpul.contracts.avsc import Schema, fields_of, schema_text
from simpul.contracts.folder import read_folder
from simpul.contracts.load import contracts_of

EXAMPLE: dict[str, object] = {
    "lamp_id": "L-1",
    "state": "DOWN",
    "owner_tok": None,
    "changed_at": "2026-07-06T02:00:00.000Z",
    "amount": 1,
    "tags": [],
}


def lamp_schema() -> Schema:
    """An event type with one field of each sort."""
    return {
        "type": "record",
        "name": "LampChanged",
        "namespace": "simpul.dishub",
        "doc": "A lamp went down or came back.",
        "eventId": "X01",
        "owner": "DISHUB",
        "kind": "domain",
        "key": ["lamp_id"],
        "fields": [
            {"name": "lamp_id", "type": "string", "doc": "pole", "class": "P0", "pattern": "^L-[0-9]+$"},
            {
                "name": "state",
                "type": {"type": "enum", "name": "Lamp", "symbols": ["UP", "DOWN", "UNKNOWN"], "default": "UNKNOWN"},
                "doc": "what it does",
                "class": "P0",
            },
            {"name": "owner_tok", "type": ["null", "string"], "default": None, "doc": "token", "class": "P2"},
            {
                "name": "changed_at",
                "type": {"type": "long", "logicalType": "timestamp-millis"},
                "doc": "moment",
                "class": "P0",
            },
            {"name": "amount", "type": "long", "doc": "whole rupiah", "class": "P0"},
            {"name": "tags", "type": {"type": "array", "items": "string"}, "doc": "words", "class": "P0"},
        ],
    }


def field(schema: Schema, name: str) -> Schema:
    """One field of a schema, to be changed in place."""
    return next(part for part in fields_of(schema) if part["name"] == name)


def lamp_states(schema: Schema) -> Schema:
    """The enum of the lamp's states, to be changed in place."""
    return cast("Schema", field(schema, "state")["type"])


def write_version(root: Path, schema: Schema, version: int, example: dict[str, object] = EXAMPLE) -> Path:
    """Write a version of the lamp's contract as a draft; gives its path."""
    path = root / "dishub" / "lamp_changed" / f"{version}.avsc"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(schema_text(schema), encoding="utf-8")
    path.with_suffix(".example.json").write_text(json.dumps(example), encoding="utf-8")
    return path


def sample_folder(root: Path) -> Path:
    """A folder with one registered contract and its class, in order."""
    (root / "registry.csv").write_text("id,subject,version,sha256\n", encoding="utf-8")
    write_version(root, lamp_schema(), 1)
    register_drafts(read_folder(root))
    write_classes(contracts_of(read_folder(root)), root)
    return root
