"""The envelope of an event as CloudEvents 1.0 headers (Kafka binding, binary mode)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

SPEC_VERSION = b"1.0"
CONTENT_TYPE = b"application/avro"

_SOURCE = re.compile(r"/([^/]+)/systems/([0-9]+)")


class EnvelopeError(ValueError):
    """A header is missing, is not UTF-8 or cannot be read; the message names the header, never its value."""


class Envelope(NamedTuple):
    """What every event carries besides its data (domain pack, events.yaml, `envelope`); instants are UTC.

    `schema_version` is that of the frame's schema id, `published_at` the record's timestamp and `key` the record's key,
    so none of the three has a header.
    """

    event_id: str
    event_type: str
    source_system: int
    producer_opd: str
    occurred_at: datetime
    registered_at: datetime
    purpose: tuple[str, ...]
    legal_basis: str
    region_code: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    supersedes: str | None = None
    cancels: str | None = None
    contract_id: str | None = None
    synthetic: bool = False
    traceparent: str | None = None


def source_uri(producer_opd: str, source_system: int) -> str:
    """`ce_source`: /<department>/systems/<id>; system 0 is the bus itself."""
    return f"/{producer_opd}/systems/{source_system}"


def rfc3339(instant: datetime) -> str:
    """UTC with milliseconds and Z, as 2026-07-06T02:00:00.000Z; the instant must have a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone is no point in time; give it one, as datetime.UTC")
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


@lru_cache(maxsize=256)
def _time(instant: datetime) -> bytes:
    return rfc3339(instant).encode()  # most events of a moment have the same times


@lru_cache(maxsize=256)
def _settled(
    department: str, system: int, event_type: str, purpose: tuple[str, ...], legal_basis: str
) -> tuple[tuple[str, bytes], ...]:
    """The headers that all events of one type from one source have alike."""
    return (
        ("ce_specversion", SPEC_VERSION),
        ("ce_source", source_uri(department, system).encode()),
        ("ce_type", event_type.encode()),
        ("content-type", CONTENT_TYPE),
        ("ce_purpose", ",".join(purpose).encode()),
        ("ce_legalbasis", legal_basis.encode()),
    )


def write_headers(envelope: Envelope, *, subject: str) -> list[tuple[str, bytes]]:
    """The headers of a record; `subject` is the text of its key."""
    headers = [
        *_settled(
            envelope.producer_opd,
            envelope.source_system,
            envelope.event_type,
            envelope.purpose,
            envelope.legal_basis,
        ),
        ("ce_id", envelope.event_id.encode()),
        ("ce_time", _time(envelope.occurred_at)),
        ("ce_registeredat", _time(envelope.registered_at)),
        ("ce_subject", subject.encode()),
        ("ce_synthetic", b"true" if envelope.synthetic else b"false"),
    ]
    optional = (
        ("ce_regioncode", envelope.region_code),
        ("ce_correlationid", envelope.correlation_id),
        ("ce_causationid", envelope.causation_id),
        ("ce_supersedes", envelope.supersedes),
        ("ce_cancels", envelope.cancels),
        ("ce_contractid", envelope.contract_id),
        ("traceparent", envelope.traceparent),
    )
    headers += [(name, value.encode()) for name, value in optional if value is not None]
    return headers


def read_envelope(headers: Iterable[tuple[str, bytes | None]]) -> Envelope:
    """The envelope of a record's headers.

    Raises:
        EnvelopeError: a needed header is missing, or one cannot be read.
    """
    text = {name: _text(name, value) for name, value in headers}
    opd, system = _source(_needed(text, "ce_source"))
    return Envelope(
        event_id=_needed(text, "ce_id"),
        event_type=_needed(text, "ce_type"),
        source_system=system,
        producer_opd=opd,
        occurred_at=_instant(text, "ce_time"),
        registered_at=_instant(text, "ce_registeredat"),
        purpose=tuple(filter(None, text.get("ce_purpose", "").split(","))),
        legal_basis=text.get("ce_legalbasis", ""),
        region_code=text.get("ce_regioncode"),
        correlation_id=text.get("ce_correlationid"),
        causation_id=text.get("ce_causationid"),
        supersedes=text.get("ce_supersedes"),
        cancels=text.get("ce_cancels"),
        contract_id=text.get("ce_contractid"),
        synthetic=_flag(text, "ce_synthetic"),
        traceparent=text.get("traceparent"),
    )


def _text(name: str, value: bytes | None) -> str:
    if value is None:
        raise EnvelopeError(f"header {name} has no value")
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise EnvelopeError(f"header {name} is not UTF-8") from None


def _needed(text: dict[str, str], name: str) -> str:
    try:
        return text[name]
    except KeyError:
        raise EnvelopeError(f"header {name} is missing") from None


def _source(uri: str) -> tuple[str, int]:
    match = _SOURCE.fullmatch(uri)
    if match is None:
        raise EnvelopeError("header ce_source is not /<department>/systems/<id>")
    return match[1], int(match[2])


def _instant(text: dict[str, str], name: str) -> datetime:
    value = _needed(text, name)
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise EnvelopeError(f"header {name} is not an RFC 3339 instant") from None
    if instant.tzinfo is None:
        raise EnvelopeError(f"header {name} has no time zone")
    return instant


def _flag(text: dict[str, str], name: str) -> bool:
    value = text.get(name, "false")
    if value not in {"true", "false"}:
        raise EnvelopeError(f"header {name} is neither true nor false")
    return value == "true"
