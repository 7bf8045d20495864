"""The events of a run: a few hundred keys on several topics, each with its value made before the load begins."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from simpul.catalogue import Catalogue, Subscription
from simpul.contracts import Contract, Contracts, encode, key_text
from simpul.wire import Envelope, frame, write_headers

# Event types of ordinary topics with a subscriber or two each; some filtered, some re-keyed.
EVENT_TYPES = (
    "TaxPaymentReceived",
    "SandTruckTapped",
    "PbbNoticeIssued",
    "LocalTaxpayerRegistered",
    "AidDisbursed",
    "BuildingPermitIssued",
    "LetterActionCompleted",
    "DeathReportedByFacility",
)
KEYS = 40  # of each event type: enough for all six partitions
KIND = "chaos_malformed"  # the header that says how a record was spoilt
UNKNOWN_SCHEMA = 999_999

Headers = list[tuple[str, bytes | None]]

# kind -> the reason that its dead letter must give
MALFORMED = {
    "no-frame": "UNDECODABLE",
    "cut-off": "UNDECODABLE",
    "unknown-schema": "UNKNOWN_SCHEMA",
    "wrong-type": "WRONG_EVENT_TYPE",
    "tombstone": "TOMBSTONE",
    "no-key": "MISSING_KEY",
    "not-utf8": "BAD_HEADER",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """All events of one key: they differ in their id only."""

    source: int
    key_number: int
    topic: str
    key: bytes
    value: bytes
    headers: Headers  # without ce_id
    wanted_by: frozenset[str]  # ids of the subscriptions that each event must reach


@dataclass(frozen=True, slots=True)
class Message:
    """One record as it is produced."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers


def event_id(*, source: int, key_number: int, number: int) -> str:
    """An id that says which sample it is of, and its place in the order of the load."""
    return str(UUID(int=source << 112 | key_number << 96 | 0x4 << 76 | 0x8 << 60 | number))


def read_id(text: str) -> tuple[int, int, int]:
    """Source, key number and number of an id made by `event_id`."""
    value = UUID(text).int
    return value >> 112, value >> 96 & 0xFFFF, value & (1 << 60) - 1


def make_samples(contracts: Contracts, catalogue: Catalogue) -> tuple[Sample, ...]:
    """Every sample of the run."""
    today = dt.datetime.now(UTC).date()
    return tuple(
        _sample(contracts.latest(event_type), catalogue, source=source, key_number=key_number, today=today)
        for source, event_type in enumerate(EVENT_TYPES)
        for key_number in range(KEYS)
    )


def delivery_topics(catalogue: Catalogue) -> set[str]:
    """Where the events of the samples are delivered."""
    return {subscription.topic for event_type in EVENT_TYPES for subscription in catalogue.subscriptions_to(event_type)}


def message_of(sample: Sample, *, number: int) -> Message:
    """The sample's event of this number."""
    identity = event_id(source=sample.source, key_number=sample.key_number, number=number)
    return Message(sample.topic, sample.key, sample.value, [("ce_id", identity.encode()), *sample.headers])


def spoilt(message: Message, kind: str, *, other: Sample) -> Message:
    """The message spoilt in this way, and marked with the way in a header."""
    key, value, headers = message.key, message.value, [*message.headers, (KIND, kind.encode())]
    if kind == "no-frame":
        value = b"no frame"
    elif kind == "cut-off":
        value = (value or b"")[:-3]
    elif kind == "unknown-schema":
        value = frame(UNKNOWN_SCHEMA, (value or b"")[5:])
    elif kind == "wrong-type":
        value = other.value
    elif kind == "tombstone":
        value = None
    elif kind == "no-key":
        key = None
    else:
        headers.append(("ce_note", b"\xff\xfe"))
    return Message(message.topic, key, value, headers)


def _sample(contract: Contract, catalogue: Catalogue, *, source: int, key_number: int, today: dt.date) -> Sample:
    data = dict(contract.example)
    name = contract.key[0]
    data[name] = f"{str(data[name])[:-3]}{key_number:03d}"
    if contract.event_type == "LocalTaxpayerRegistered":
        data["tax_type"] = ("FOOD", "HOTEL")[key_number % 2]  # one passes the subscription's filter, the other not
    key = key_text(contract, data)
    moment = dt.datetime.now(UTC)
    envelope = Envelope(
        event_id="",
        event_type=contract.event_type,
        source_system=min(catalogue.systems_publishing(contract.event_type)),
        producer_opd=contract.owner,
        occurred_at=moment,
        registered_at=moment,
        purpose=("TEST",),
        legal_basis="PUBLIC_TASK",
        synthetic=True,
    )
    headers: Headers = [pair for pair in write_headers(envelope, subject=key) if pair[0] != "ce_id"]
    subscriptions = catalogue.subscriptions_to(contract.event_type)
    return Sample(
        source=source,
        key_number=key_number,
        topic=catalogue.topic_of(contract.event_type).name,
        key=key.encode(),
        value=encode(contract, data),
        headers=headers,
        wanted_by=frozenset(one.id for one in subscriptions if _wants(one, data, today=today)),
    )


def _wants(subscription: Subscription, data: Mapping[str, object], *, today: dt.date) -> bool:
    return (
        subscription.state == "active"
        and subscription.ends >= today
        and all(data[condition.field] in condition.one_of for condition in subscription.where)
    )
