"""The envelope of a derived event: ids computed from the cause, so that a replay gives the same event."""

from datetime import datetime

from simpul.catalogue import Catalogue
from simpul.contracts import Contract, Contracts, encode, key_text
from simpul.events import Event
from simpul.ids import uuid5_text
from simpul.runtime.messages import Derived, Fired, Inbound, Outbound, Received
from simpul.wire import EnvelopeError, partition_of
from simpul.wire.envelope import CONTENT_TYPE, SPEC_VERSION, rfc3339, source_uri

BUS = 0  # source_system of what the bus itself derives

Cause = Inbound[Event] | Fired | Received

INHERITED = ("ce_purpose", "ce_legalbasis", "ce_synthetic", "ce_regioncode", "traceparent")


class Deriver:
    """Gives an event that a stream's function returned its place, key and envelope."""

    def __init__(self, application: str, *, contracts: Contracts, catalogue: Catalogue) -> None:
        self._application = application
        self._contracts = contracts
        self._catalogue = catalogue
        self._known: dict[str, tuple[Contract, str, int, list[tuple[str, bytes]]]] = {}
        self._clock: tuple[datetime, bytes] | None = None

    def derive(self, event: Event, *, cause: Cause, ordinal: str) -> Outbound:
        """The record of a derived event; `ordinal` tells the answers to one cause apart."""
        return self._record(event, cause, ordinal=ordinal)

    def identified(self, derived: Derived, *, cause: Cause) -> Outbound:
        """The record of a derived event that has its id."""
        return self._record(derived.event, cause, event_id=derived.event_id)

    def _record(self, event: Event, cause: Cause, *, ordinal: str = "", event_id: str | None = None) -> Outbound:
        contract, topic, partitions, fixed = self._known.get(event.event_type) or self._learn(event)
        data = event.__dict__
        key = key_text(contract, data)
        given = dict(cause.headers)
        cause_id = given.get("ce_id")
        if cause_id is None:
            raise EnvelopeError("header ce_id is missing")
        now = self._stamp(cause.now)
        if event_id is None:
            case = data.get("case_id") or f"{contract.event_type}|{key}"  # what has no case is named by its key
            event_id = uuid5_text(f"{self._application}|{case}|{cause_id.decode()}|{ordinal}")
        wire_key = key.encode()
        headers = [
            *fixed,
            ("ce_id", event_id.encode()),
            ("ce_time", now),
            ("ce_subject", wire_key),
            ("ce_registeredat", now),
            ("ce_correlationid", given.get("ce_correlationid") or cause_id),
            ("ce_causationid", cause_id),
        ]
        headers += [(name, given[name]) for name in INHERITED if name in given]
        partition = partition_of(wire_key, partitions)
        return Outbound(topic, partition, wire_key, encode(contract, data), headers, contract.event_type)

    def _learn(self, event: Event) -> tuple[Contract, str, int, list[tuple[str, bytes]]]:
        contract = self._contracts.version(event.event_type, event.schema_version)
        topic = self._catalogue.topic_of(event.event_type)
        fixed = [
            ("ce_specversion", SPEC_VERSION),
            ("ce_source", source_uri(contract.owner, BUS).encode()),
            ("ce_type", event.event_type.encode()),
            ("content-type", CONTENT_TYPE),
        ]
        self._known[event.event_type] = known = (contract, topic.name, topic.partitions, fixed)
        return known

    def _stamp(self, now: datetime) -> bytes:
        if self._clock is None or self._clock[0] is not now:
            self._clock = (now, rfc3339(now).encode())
        return self._clock[1]
