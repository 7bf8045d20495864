"""Request bodies as JSON documents, in each of the forms that events may come in; pure."""

import json
from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from simpul.adapters.http import cloudevents
from simpul.adapters.http.problem import malformed, too_large, unsupported
from simpul.adapters.http.said import Said, plain

MAX_EVENTS: Final = 1_000
JSON: Final = "application/json"
LINES: Final = "application/x-ndjson"
CLOUD_EVENT: Final = "application/cloudevents+json"
CLOUD_BATCH: Final = "application/cloudevents-batch+json"
CONTENT_TYPES: Final = (JSON, LINES, CLOUD_EVENT, CLOUD_BATCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The events of a request, and whether they came as a list."""

    events: tuple[Said, ...]
    is_batch: bool


def read_request(body: bytes, *, content_type: str, charset: str | None, headers: Mapping[str, str]) -> Request:
    """What a request says.

    Args:
        body: as received.
        content_type: without parameters.
        charset: its parameter.
        headers: of which those that begin with `ce-` are an event's attributes; found in any case.

    Raises:
        Problem: it is of another type, no JSON, or holds too many events.
    """
    if content_type not in CONTENT_TYPES:
        raise unsupported(f"send one of {', '.join(CONTENT_TYPES)}")
    if charset is not None and charset.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise unsupported("send UTF-8")
    text = _text(body)
    if content_type == LINES:
        return _batch([plain(_json(line)) for line in text.splitlines() if line.strip()])
    document = _json(text)
    if content_type == CLOUD_EVENT:
        return Request(events=(cloudevents.structured(document),), is_batch=False)
    if content_type == CLOUD_BATCH:
        if not isinstance(document, list):
            raise malformed("a batch of CloudEvents is a JSON array")
        return _batch([cloudevents.structured(one) for one in document])
    if cloudevents.is_binary(headers):
        return Request(events=(cloudevents.binary(document, headers=headers),), is_batch=False)
    if isinstance(document, list):
        return _batch([plain(one) for one in document])
    return Request(events=(plain(document),), is_batch=False)


def _batch(events: list[Said]) -> Request:
    if not events:
        raise malformed("there is no event in it")
    if len(events) > MAX_EVENTS:
        raise too_large(f"{len(events)} events; send at most {MAX_EVENTS} at a time")
    return Request(events=tuple(events), is_batch=True)


def _text(body: bytes) -> str:
    try:
        return body.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        raise malformed("the body is not UTF-8") from None


def _json(text: str) -> object:
    try:
        document: object = _JSON.decode(text)
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise malformed(f"not JSON: {problem.msg} at {where}") from None
    except RecursionError:
        raise malformed("not JSON that is read here: nested too deeply") from None
    except ValueError:
        raise malformed("not JSON that is read here: a number has too many digits") from None
    return document


def _no_number(name: str) -> object:
    raise malformed(f"not JSON: {name} is no number")


_JSON: Final = json.JSONDecoder(parse_constant=_no_number)  # `json.loads` makes one each time
