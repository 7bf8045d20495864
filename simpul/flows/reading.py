"""Typed events of kept bytes, and bytes of typed events."""

from collections.abc import Iterable
from datetime import UTC, datetime

from simpul.contracts import Contract, Contracts, decode_body, encode, key_text
from simpul.events import Event
from simpul.flows.rows import Row, RowData
from simpul.wire import unframe


class Reading:
    """Reads and writes the events of one flow by the contracts."""

    def __init__(self, contracts: Contracts, classes: Iterable[type[Event]]) -> None:
        self._contracts = contracts
        self._classes = {one.event_type: one for one in classes}

    def event(self, value: bytes) -> Event:
        """The typed event of a framed value, in the newest version whatever it was written in."""
        written = self._contracts.by_id(unframe(value))
        latest = self._contracts.latest(written.event_type)
        return self._classes[written.event_type].from_avro(decode_body(written, value, reader=latest))

    def row(self, kept: RowData) -> Row[Event]:
        """The typed row of a kept one."""
        registered_at = datetime.fromtimestamp(kept["registered_ms"] / 1000, UTC)
        return Row(self.event(kept["value"]), registered_at, kept)

    def contract(self, event: Event) -> Contract:
        """The contract of an event."""
        return self._contracts.version(event.event_type, event.schema_version)

    def key(self, event: Event) -> str:
        """The text of an event's key."""
        return key_text(self.contract(event), event.__dict__)

    def value(self, event: Event) -> bytes:
        """The framed value of an event."""
        return encode(self.contract(event), event.__dict__)

    def receivers(self, event: Event) -> tuple[object, ...]:
        """The values by which the subscribers of a derived event are chosen (R8)."""
        return tuple(getattr(event, field) for field in self.contract(event).routing)
