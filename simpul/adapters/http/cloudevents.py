"""CloudEvents 1.0 over HTTP: one event in binary or structured mode; a batch is a list of structured ones. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from simpul.adapters.http.problem import FieldError
from simpul.adapters.http.said import Said, no_object

PREFIX: Final = "ce-"
NAMES: Final = {  # ours: CloudEvents'
    "occurred_at": "time",
    "registered_at": "registeredat",
    "cause": "causationid",
    "region_code": "regioncode",
}
_OURS: Final = {theirs: ours for ours, theirs in NAMES.items()} | {
    name: name for name in ("type", "id", "data", "supersedes", "cancels", "synthetic")
}
_JSON: Final = re.compile(r"(?:application|text)/(?:[\w.-]+\+)?json(?:\s*;.*)?", re.ASCII | re.IGNORECASE)


def is_binary(headers: Mapping[str, str]) -> bool:
    """Whether the headers are those of an event whose data are the body."""
    return PREFIX + "specversion" in headers


def binary(data: object, *, headers: Mapping[str, str]) -> Said:
    """The event whose attributes are headers; their values are percent-encoded."""
    attributes: dict[str, object] = {
        name.lower().removeprefix(PREFIX): unquote(value)
        for name, value in headers.items()
        if name.lower().startswith(PREFIX)
    }
    return _event(attributes | {"data": data}, prefix=PREFIX)


def structured(document: object) -> Said:
    """The event of a JSON object."""
    return _event(document) if isinstance(document, dict) else no_object()


def _event(attributes: Mapping[str, object], *, prefix: str = "") -> Said:
    # What else stands there is an extension that this bus does not know, and is left alone as the specification wants.
    members = {_OURS[name]: value for name, value in attributes.items() if name in _OURS and value is not None}
    if isinstance(flag := members.get("synthetic"), str):
        members["synthetic"] = {"true": True, "false": False}.get(flag, flag)
    source = attributes.get("source")
    return Said(
        members=members,
        source=source if isinstance(source, str) else "",
        errors=tuple(FieldError(field=prefix + name, detail=detail) for name, detail in _wrong(attributes)),
        names={ours: prefix + theirs for theirs, ours in _OURS.items() if ours != "data"},
    )


def _wrong(attributes: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if attributes.get("specversion") != "1.0":
        yield "specversion", "must be 1.0"
    for name in ("id", "source"):
        value = attributes.get(name)
        if not isinstance(value, str) or not value:
            yield name, "missing; CloudEvents need it"
    if "data_base64" in attributes:
        yield "data_base64", "must be left out; send the data as JSON in `data`"
    kind = attributes.get("datacontenttype")
    if kind is not None and not (isinstance(kind, str) and _JSON.fullmatch(kind)):
        yield "datacontenttype", "must be application/json"
