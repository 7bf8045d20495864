"""The work every contender does for an event: decode, type, route by a field, derive the id and the headers, encode.

What differs between contenders is only how records come in and go out, and what is promised about them.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from avro_schemas.bprd import PayChannel, TaxPaymentReceived
from simpul.contracts import Contracts, decode, encode, key_text
from simpul.ids import uuid5_text
from simpul.wire.envelope import CONTENT_TYPE, SPEC_VERSION, source_uri

DESKS = ("bank", "cashless", "counter", "post")
DESK_OF: Mapping[PayChannel, str] = {
    "BANK": "bank",
    "VIRTUAL_ACCOUNT": "bank",
    "QRIS": "cashless",
    "CARD": "cashless",
    "CASH": "counter",
    "POST": "post",
    "UNKNOWN": "counter",
}

FLOW = "route"
INHERITED = ("ce_time", "ce_registeredat", "ce_purpose", "ce_legalbasis", "ce_synthetic")
FIXED = (
    ("ce_specversion", SPEC_VERSION),
    ("ce_source", source_uri("DISKOMINFO", 0).encode()),
    ("ce_type", TaxPaymentReceived.event_type.encode()),
    ("content-type", CONTENT_TYPE),
)


class Routed(NamedTuple):
    """One answer: the desk that gets it and the record for it."""

    desk: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


class Routing:
    """The work itself; the first half alone is what an engine that decodes does not need."""

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts
        self._contract = contracts.latest(TaxPaymentReceived.event_type)

    def work(self, value: bytes, headers: Iterable[tuple[str, bytes]]) -> Routed:
        """The answer to a record as it lies on the topic."""
        return self.answer(self.read(value), headers)

    def read(self, value: bytes) -> TaxPaymentReceived:
        """The typed event of a framed value."""
        _, data = decode(self._contracts, value)
        return TaxPaymentReceived.from_avro(data)

    def answer(self, event: TaxPaymentReceived, headers: Iterable[tuple[str, bytes]]) -> Routed:
        """The answer to a typed event."""
        data = event.__dict__
        key = key_text(self._contract, data)
        wire_key = key.encode()
        return Routed(
            DESK_OF[event.channel],
            wire_key,
            encode(self._contract, data),
            derived_headers(key, wire_key, dict(headers)),
        )


def derived_headers(key: str, wire_key: bytes, cause: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """The CloudEvents headers of a derived event, whose id is computed from its case and its cause."""
    cause_id = cause["ce_id"]
    case = uuid5_text(f"{TaxPaymentReceived.event_type}|{key}")
    event_id = uuid5_text(f"{FLOW}|{case}|{cause_id.decode()}|1")
    headers = [
        *FIXED,
        ("ce_id", event_id.encode()),
        ("ce_subject", wire_key),
        ("ce_correlationid", cause.get("ce_correlationid") or cause_id),
        ("ce_causationid", cause_id),
    ]
    headers += [(name, cause[name]) for name in INHERITED if name in cause]
    return headers


def desk_topic(contender: str, desk: str) -> str:
    """The topic of a desk, of which every contender has its own."""
    return f"desk.{contender}.{desk}"
