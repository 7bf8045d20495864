"""A record of Kafka as a person may see it; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from simpul.contracts import Contract, Contracts, decode, to_json
from simpul.errors import ContractError
from simpul.inspection.masking import UNKNOWN_KEY, mask, mask_key
from simpul.wire import Envelope, EnvelopeError, read_envelope
from simpul.wire.envelope import rfc3339

DEAD_PREFIX = "simpul_dead_"
CONTRACT_ID, REGISTERED = "ce_contractid", "ce_registeredat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A record as it was read; `timestamp` is in milliseconds since 1970 UTC."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A record made readable; `problems` say what could not be read, and why it is here if it is a dead letter."""

    raw: Raw
    key: str | None
    event_type: str | None
    envelope: Envelope | None
    data: dict[str, object] | None
    problems: tuple[str, ...]


def view(raw: Raw, *, contracts: Contracts, reveal: bool) -> View:
    """The record, masked unless `reveal`; what cannot be read is said, not left out."""
    problems = [
        f"{name.removeprefix(DEAD_PREFIX)}: {(value or b'').decode(errors='replace')}"
        for name, value in raw.headers
        if name.startswith(DEAD_PREFIX)
    ]
    envelope: Envelope | None = None
    try:
        envelope = read_envelope(_headers(raw))
    except EnvelopeError as problem:
        problems.append(str(problem))
    contract: Contract | None = None
    data: dict[str, object] | None = None
    if raw.value is None:
        problems.append("no value (tombstone)")
    else:
        try:
            contract, data = decode(contracts, raw.value)
        except ContractError as problem:
            problems.append(str(problem))
    return View(
        raw=raw,
        key=_key(raw.key, contract, reveal=reveal),
        event_type=contract.event_type if contract else envelope.event_type if envelope else None,
        envelope=envelope,
        data=_data(data, contract, reveal=reveal),
        problems=tuple(problems),
    )


def as_document(seen: View) -> dict[str, object]:
    """The view as `json.dumps` takes it, the same names for every record."""
    envelope = seen.envelope
    return {
        "topic": seen.raw.topic,
        "partition": seen.raw.partition,
        "offset": seen.raw.offset,
        "published_at": _published(seen.raw),
        "key": seen.key,
        "event_type": seen.event_type,
        "event_id": envelope.event_id if envelope else None,
        "source": f"/{envelope.producer_opd}/systems/{envelope.source_system}" if envelope else None,
        "occurred_at": rfc3339(envelope.occurred_at) if envelope and not envelope.contract_id else None,
        "registered_at": rfc3339(envelope.registered_at) if envelope and not envelope.contract_id else None,
        "causation_id": envelope.causation_id if envelope else None,
        "supersedes": envelope.supersedes if envelope else None,
        "cancels": envelope.cancels if envelope else None,
        "contract_id": envelope.contract_id if envelope else None,
        "synthetic": envelope.synthetic if envelope else None,
        "data": seen.data,
        "problems": list(seen.problems),
    }


def as_line(seen: View) -> str:
    """The view on one line, for people."""
    raw = seen.raw
    head = f"{raw.partition}/{raw.offset}  {_published(raw)}  {seen.event_type or 'unreadable'}  key={seen.key}"
    data = "  ".join(f"{name}={value}" for name, value in (seen.data or {}).items())
    problems = f"[{'; '.join(seen.problems)}]" if seen.problems else ""
    return "  ".join(part for part in (head, data, problems) if part)


def _headers(raw: Raw) -> Sequence[tuple[str, bytes | None]]:
    """The headers; a delivered event is not given its times, which may repeat a field that was not granted."""
    given = dict(raw.headers)
    if CONTRACT_ID in given and REGISTERED not in given:
        return [*raw.headers, (REGISTERED, given.get("ce_time"))]
    return raw.headers


def _published(raw: Raw) -> str:
    return rfc3339(datetime.fromtimestamp(raw.timestamp / 1000, UTC))


def _key(key: bytes | None, contract: Contract | None, *, reveal: bool) -> str | None:
    if key is None:
        return None
    text = key.decode(errors="replace")
    if reveal:
        return text
    return mask_key(contract, text) if contract else UNKNOWN_KEY


def _data(data: dict[str, object] | None, contract: Contract | None, *, reveal: bool) -> dict[str, object] | None:
    if data is None or contract is None:
        return None
    document = to_json(contract, data)
    return document if reveal else mask(contract, document)
