"""Events as lines of JSON: what a line says, and the line that is kept of a rejected one; pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import cast

from simpul.contracts import Contract, from_json
from simpul.errors import ValueRejected
from simpul.events import Event
from simpul.sdk.circumstances import Circumstances

WIB = timezone(timedelta(hours=7), "WIB")
TIMES = ("occurred_at", "registered_at")
IDS = ("event_id", "supersedes", "cancels", "cause", "region_code")
REJECTED = "rejected"  # on a line that was kept: why; left out when it is sent again
WRAPPER = frozenset({"data", REJECTED, *TIMES, *IDS})


@dataclass(frozen=True, slots=True)
class Submission:
    """An event of a line, and what the line says of it besides its data."""

    event: Event
    how: Circumstances


def read_line(
    line: str, *, contract: Contract, event_class: type[Event], times: Mapping[str, datetime], synthetic: bool = False
) -> Submission:
    """The event of a line: its data alone, or `{"data": {...}, "occurred_at": ..., "registered_at": ..., ...}`.

    Args:
        line: one JSON object.
        contract: the newest of the event type.
        event_class: its typed class.
        times: `occurred_at` and `registered_at` for lines that do not say them.
        synthetic: mark the event as test data.

    Raises:
        ValueRejected: names what does not fit; never a value.
    """
    document = _document(line)
    wrapped = is_wrapped(document)
    data = document["data"] if wrapped else document
    if not isinstance(data, dict):
        raise ValueRejected("data: must be a JSON object")
    said = document if wrapped else {}
    how: dict[str, object] = {name: _instant(name, said[name]) if name in said else times.get(name) for name in TIMES}
    missing = [name for name in TIMES if how[name] is None]
    if missing:
        raise ValueRejected(f"{missing[0]}: missing; write it on the line, or give --{missing[0].replace('_', '-')}")
    how |= {name: _text(name, said[name]) for name in IDS if said.get(name) is not None}
    event = event_class.model_validate(from_json(contract, data))
    return Submission(event, cast("Circumstances", {**how, "synthetic": synthetic}))


def is_wrapped(document: Mapping[str, object]) -> bool:
    """Whether the line says more than the data."""
    return "data" in document and document.keys() <= WRAPPER


def rejected_line(line: str, *, number: int, reason: str, event_id: str | None = None) -> str:
    """The line to keep of a rejected one: it can be corrected and sent again as it is."""
    why = {REJECTED: {"line": number, "reason": reason}}
    try:
        document = _document(line)
    except ValueRejected:
        return json.dumps({"text": line} | why, ensure_ascii=False)
    kept: dict[str, object] = document if is_wrapped(document) else {"data": document}
    if event_id is not None:  # the same id again, so that readers drop what has landed after all
        kept = kept | {"event_id": event_id}
    return json.dumps(kept | why, ensure_ascii=False)


def instant(text: str) -> datetime:
    """The instant of a text with a time zone; a day alone is 00:00 WIB of it.

    Raises:
        ValueError: it is neither.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("no time zone") from None
    else:
        moment = datetime.combine(day, time(), WIB)
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no instant in UTC") from None
    return moment


def _document(line: str) -> dict[str, object]:
    try:
        document = json.loads(line, parse_constant=_no_number)
    except json.JSONDecodeError as problem:
        raise ValueRejected(f"not JSON: {problem.msg} at column {problem.colno}") from None
    if not isinstance(document, dict):
        raise ValueRejected("not a JSON object")
    return document


def _instant(name: str, value: object) -> datetime:
    try:
        return instant(_text(name, value))
    except ValueError:
        raise ValueRejected(f"{name}: must be an instant with its zone, as 2026-07-06T02:00:00Z, or a day") from None


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueRejected(f"{name}: must be text")
    return value


def _no_number(name: str) -> object:
    raise ValueRejected(f"not JSON: {name} is no number")
