"""The OpenAPI page: what is served, and the data of every event type that may come; from the contracts; pure."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from simpul.adapters.http.bodies import CLOUD_BATCH, CLOUD_EVENT, JSON, LINES, MAX_EVENTS
from simpul.adapters.http.identity import MAX_LENGTH
from simpul.adapters.http.json_schema import data_schema
from simpul.adapters.http.problem import CONTENT_TYPE
from simpul.adapters.http.reading import Kind
from simpul.contracts.avsc import Json, Schema

INSTANT: Final = "an instant with its zone; a day alone is 00:00 WIB"
REFUSALS: Final = {
    "400": "The body cannot be read",
    "401": "The API key is missing or not known",
    "403": "Your system may not publish this event type",
    "409": "The id was used for another event",
    "413": "The request is too large",
    "415": "The content type is not supported",
    "422": "The event is not valid; of a batch: none of its events was taken",
    "429": "Too many events are waiting; come back after Retry-After",
    "503": "There is no room on disk; come back after Retry-After",
}
_NAME: Final[Schema] = {"type": "string", "pattern": f"^[^\\u0000-\\u001f\\u007f]{{1,{MAX_LENGTH}}}$"}
_ID: Final[Schema] = {"type": "string", "format": "uuid"}


def openapi(kinds: Mapping[str, Kind]) -> Schema:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Simpul: events over HTTP",
            "version": version("simpul"),
            "description": "Events of source systems that speak HTTP. 202 means that an event is on disk and will be "
            "in Kafka exactly once. CloudEvents 1.0 are taken in binary (`ce-*` headers), structured and batch mode.",
        },
        "security": [{"bearer": []}, {"key": []}],
        "paths": {"/v1/events": {"post": _post()}, "/healthz": _state("It runs"), "/readyz": _state("Events may come")},
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
            "schemas": _schemas(kinds),
        },
    }


def _post() -> Schema:
    refusals: Schema = {
        status: {"description": text, "content": {CONTENT_TYPE: {"schema": _ref("Problem")}}}
        for status, text in REFUSALS.items()
    }
    return {
        "operationId": "sendEvents",
        "summary": "Send one event or many",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "For events without an id: the same key again gives the same events again.",
                "schema": {"type": "string", "pattern": f"^[!-~]{{1,{MAX_LENGTH}}}$"},
            }
        ],
        "requestBody": {"required": True, "content": _bodies()},
        "responses": refusals
        | {
            "202": {
                "description": "On disk",
                "content": {JSON: {"schema": {"anyOf": [_ref("Accepted"), _ref("Batch")]}}},
            },
            "207": {"description": "Some of a batch are on disk", "content": {JSON: {"schema": _ref("Batch")}}},
        },
    }


def _bodies() -> Schema:
    many: Schema = {"type": "array", "minItems": 1, "maxItems": MAX_EVENTS}
    return {
        JSON: {"schema": {"anyOf": [_ref("Event"), many | {"items": _ref("Event")}]}},
        LINES: {"schema": {"type": "string", "description": "One event a line."}},
        CLOUD_EVENT: {"schema": _ref("CloudEvent")},
        CLOUD_BATCH: {"schema": many | {"items": _ref("CloudEvent")}},
    }


def _state(summary: str) -> Schema:
    answer: Schema = {"text/plain": {"schema": {"type": "string"}}}
    responses: Schema = {
        "200": {"description": "Yes", "content": answer},
        "503": {"description": "No, and why", "content": answer},
    }
    return {"get": {"summary": summary, "security": [], "responses": responses}}


def _schemas(kinds: Mapping[str, Kind]) -> Schema:
    data: Schema = {f"{name}Data": data_schema(kind.contract) for name, kind in kinds.items()}
    plain: list[Json] = [_event(name) for name in kinds]
    clouds: list[Json] = [_cloud_event(name) for name in kinds]
    return data | {
        "Event": {"oneOf": plain},
        "CloudEvent": {"oneOf": clouds},
        "Accepted": _object({"event_id": _ID, "status": {"const": "accepted"}}),
        "Batch": _object(_counts()),
        "Problem": _problem(),
    }


def _event(name: str) -> Schema:
    optional: Schema = {
        "id": _NAME | {"description": "a UUID, or your own name of the event"},
        "supersedes": _ID,
        "cancels": _ID,
        "cause": _ID,
        "region_code": _text("Kemendagri code") | {"pattern": r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"},
        "synthetic": {"type": "boolean", "description": "test data"},
    }
    return _object(
        {
            "type": {"const": name},
            "data": _ref(f"{name}Data"),
            "occurred_at": _instant("when it happened in the world"),
            "registered_at": _instant("when it became official in the source system"),
        },
        optional=optional,
    ) | {"not": {"required": ["supersedes", "cancels"]}}


def _cloud_event(name: str) -> Schema:
    return _object(
        {
            "specversion": {"const": "1.0"},
            "id": _NAME,
            "source": {"type": "string", "minLength": 1},
            "type": {"const": name},
            "data": _ref(f"{name}Data"),
            "time": {"type": "string", "format": "date-time", "description": "when it happened in the world"},
            "registeredat": _instant("when it became official in the source system"),
        },
        optional={"datacontenttype": {"const": JSON}},
    )


def _counts() -> Schema:
    of_each: list[Json] = [_ref("Accepted"), _ref("Problem")]
    return {
        "accepted": {"type": "integer"},
        "refused": {"type": "integer"},
        "events": {"type": "array", "items": {"anyOf": of_each}},
    }


def _problem() -> Schema:
    error = _object({"field": _text("its path"), "detail": _text("what is expected there")})
    optional: Schema = {"errors": {"type": "array", "items": error}}
    return _object(
        {
            "type": _text("never changes its meaning"),
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
        optional=optional | _counts(),
    )


def _object(needed: Schema, *, optional: Schema | None = None) -> Schema:
    properties = needed | (optional or {})
    return {
        "type": "object",
        "properties": properties,
        "required": [*needed],
        "additionalProperties": False,
    }


def _instant(text: str) -> Schema:
    forms: list[Json] = [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]
    return {"anyOf": forms, "description": f"{text}; {INSTANT}"}


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
