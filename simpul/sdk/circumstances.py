"""What is said of an event besides its data, and the envelope that follows from it; pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Required, TypedDict, cast
from uuid import UUID

from simpul.errors import PublishError
from simpul.ids import source_event_id
from simpul.wire import Envelope

EventId = UUID | str

TRACE = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Circumstances(TypedDict, total=False):
    """The keyword arguments of `Producer.publish` and `Producer.send`.

    Attributes:
        occurred_at: when it happened in the world; 00:00 WIB where only the day is known.
        registered_at: when it became official in the source system.
        cause: the envelope or id of the event that directly caused this one.
        supersedes: id of the event this one corrects; never together with `cancels`.
        cancels: id of the event this one withdraws.
        source: table, primary key and version of a row that can be read again: the event's id is computed from them.
        event_id: an id from elsewhere; without it and `source` a new UUIDv7 is given.
        region_code: Kemendagri code, as long as it is known.
        purpose: purposes the owner allows; those of the event type's subscriptions by default.
        legal_basis: a code of the code list; that of the event type's subscriptions by default.
        synthetic: test data, refused on production.
        traceparent: the trace that the event belongs to, as W3C Trace Context writes it.
    """

    occurred_at: Required[datetime]
    registered_at: Required[datetime]
    cause: Envelope | EventId | None
    supersedes: EventId | None
    cancels: EventId | None
    source: tuple[str, str, str | int] | None
    event_id: EventId | None
    region_code: str | None
    purpose: tuple[str, ...] | None
    legal_basis: str | None
    synthetic: bool
    traceparent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who publishes an event type, and what is said of it by default."""

    event_type: str
    system: int
    department: str
    purpose: tuple[str, ...]
    legal_basis: str


def check_circumstances(how: Mapping[str, object], *, event_type: str, production: bool) -> None:
    """Return if an event of these circumstances may be published.

    Raises:
        PublishError: a time is missing or has no zone, two ids exclude each other, or test data meet production.
        TypeError: there is no such argument.
    """
    unknown = how.keys() - Circumstances.__annotations__.keys()
    if unknown:
        raise TypeError(f"publish has no argument {min(unknown)}; see simpul.sdk.Circumstances")
    for name in ("occurred_at", "registered_at"):
        instant = how.get(name)
        if not isinstance(instant, datetime):
            raise PublishError(f"{event_type} needs {name}; say when, as a datetime with a time zone")
        if instant.tzinfo is None:
            raise PublishError(f"{name} of {event_type} has no time zone; give it one (WIB is UTC+7)")
    trace = how.get("traceparent")
    if trace is not None and not (isinstance(trace, str) and TRACE.fullmatch(trace)):
        raise PublishError(f"traceparent of {event_type} is none of W3C Trace Context; leave it out, or give 00-...-01")
    if how.get("supersedes") is not None and how.get("cancels") is not None:
        raise PublishError(f"{event_type} cannot both supersede and cancel an event; publish two events")
    if how.get("source") is not None and how.get("event_id") is not None:
        raise PublishError(f"{event_type} has event_id and source; leave event_id out: it follows from source")
    if production and how.get("synthetic"):
        raise PublishError(
            f"synthetic {event_type} is refused: SIMPUL_ENVIRONMENT is production; publish test data on a test bus"
        )


def envelope_of(how: Circumstances, *, origin: Origin, new_id: Callable[[], UUID]) -> Envelope:
    """The envelope of an event of checked circumstances; `new_id` is asked unless its id is given or computed.

    Raises:
        PublishError: an id is no UUID.
    """
    correlation_id, causation_id = _cause(how.get("cause"), event_type=origin.event_type)
    source = how.get("source")
    if source is None:
        event_id = _uuid("event_id", how.get("event_id") or new_id(), origin.event_type)
    else:
        table, primary_key, version = source
        event_id = str(source_event_id(origin.system, table=table, primary_key=primary_key, version=version))
    return Envelope(
        event_id=cast("str", event_id),
        event_type=origin.event_type,
        source_system=origin.system,
        producer_opd=origin.department,
        occurred_at=how["occurred_at"],
        registered_at=how["registered_at"],
        purpose=tuple(how.get("purpose") or origin.purpose),
        legal_basis=how.get("legal_basis") or origin.legal_basis,
        region_code=how.get("region_code"),
        correlation_id=correlation_id,
        causation_id=causation_id,
        supersedes=_uuid("supersedes", how.get("supersedes"), origin.event_type),
        cancels=_uuid("cancels", how.get("cancels"), origin.event_type),
        synthetic=how.get("synthetic", False),
        traceparent=how.get("traceparent"),
    )


def _cause(cause: Envelope | EventId | None, *, event_type: str) -> tuple[str | None, str | None]:
    if isinstance(cause, Envelope):
        return cause.correlation_id or cause.event_id, cause.event_id
    causing = _uuid("cause", cause, event_type)
    return causing, causing


def _uuid(name: str, value: EventId | None, event_type: str) -> str | None:
    if value is None or isinstance(value, UUID):
        return None if value is None else str(value)
    try:
        return str(UUID(value))
    except ValueError:
        raise PublishError(f"{name} of {event_type} is no UUID; give the event_id of an event") from None
