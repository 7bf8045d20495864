"""A contract's data as JSON Schema (2020-12), as they come over HTTP; pure."""

from collections.abc import Mapping
from typing import Final

from simpul.contracts import Contract
from simpul.contracts.avsc import Json, Schema, definition, fields_of, without_null

INT: Final = 2**31
LONG: Final = 2**63
_LOGICAL: Final[Mapping[str, Schema]] = {
    "date": {"type": "string", "format": "date"},
    "timestamp-millis": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
}
_PLAIN: Final[Mapping[str, Schema]] = {
    "null": {"type": "null"},
    "boolean": {"type": "boolean"},
    "int": {"type": "integer", "minimum": -INT, "maximum": INT - 1},
    "long": {"type": "integer", "minimum": -LONG, "maximum": LONG - 1},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "string": {"type": "string"},
}


def data_schema(contract: Contract) -> Schema:
    """The schema of an event's data."""
    return {"title": contract.event_type, "description": contract.doc} | _record(contract.schema, contract.named)


def _record(record: Schema, named: Mapping[str, Schema]) -> Schema:
    fields = fields_of(record)
    return {
        "type": "object",
        "properties": {str(field["name"]): _field(field, named) for field in fields},
        "required": [field["name"] for field in fields if "default" not in field],
        "additionalProperties": False,
    }


def _field(field: Schema, named: Mapping[str, Schema]) -> Schema:
    said: Schema = {"description": field["doc"]} if "doc" in field else {}
    if "class" in field:
        said["x-data-class"] = field["class"]
    return _type(field["type"], named, pattern=field.get("pattern")) | said


def _type(kind: Json, named: Mapping[str, Schema], *, pattern: Json = None) -> Schema:
    inner, nullable = without_null(kind)
    if isinstance(inner, list):
        return {"anyOf": [_type(member, named) for member in inner]}
    schema = _one(definition(inner, named), named, pattern=pattern)
    return {"anyOf": [schema, {"type": "null"}]} if nullable else schema


def _one(kind: Schema, named: Mapping[str, Schema], *, pattern: Json) -> Schema:
    match kind["type"]:
        case "record":
            return _record(kind, named)
        case "array":
            return {"type": "array", "items": _type(kind["items"], named, pattern=pattern)}
        case "map":
            return {"type": "object", "additionalProperties": _type(kind["values"], named, pattern=pattern)}
        case "enum":
            return {"type": "string", "enum": kind["symbols"]}
        case plain:
            schema = dict(_LOGICAL.get(str(kind.get("logicalType"))) or _PLAIN[str(plain)])
            return schema | {"pattern": pattern} if pattern is not None else schema
