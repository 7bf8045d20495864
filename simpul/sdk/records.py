"""Events of one source system as the records that Kafka is given: checked, keyed, encoded, with their envelope."""

import os
import time
from typing import NamedTuple
from uuid import UUID

from simpul.catalogue import Catalogue
from simpul.contracts import Contract, Contracts, encode, key_text, validate
from simpul.errors import PublishError
from simpul.events import Event
from simpul.ids import RANDOM_BYTES, uuid7
from simpul.sdk.circumstances import Circumstances, check_circumstances, envelope_of
from simpul.sdk.routes import Route, route_for, routes_of
from simpul.settings import Settings
from simpul.wire import partition_of, write_headers


class Record(NamedTuple):
    """A finished record; its timestamp is left to the moment of sending, as an older one would fall to retention."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]
    event_id: str
    event_type: str


class Records:
    """Makes the records of one source system."""

    def __init__(self, *, settings: Settings, system: int, contracts: Contracts, catalogue: Catalogue) -> None:
        """Read from the catalogue what the system may publish.

        Raises:
            CatalogueError: there is no such system, or nothing may be published from it.
        """
        self.routes: dict[str, Route] = routes_of(system, catalogue=catalogue)
        self._settings = settings
        self._system = system
        self._contracts = contracts
        self._catalogue = catalogue

    def record(self, event: Event, how: Circumstances, *, value: bytes | None = None) -> Record:
        """The record of an event; `value` is what `encoded` gives for it, where that was asked before.

        Raises:
            ValueRejected: the data do not fit the contract.
            CatalogueError: this system may not publish the event type.
            PublishError: the circumstances are wrong, or the record is too large.
        """
        route = route_for(event.event_type, system=self._system, routes=self.routes, catalogue=self._catalogue)
        check_circumstances(how, event_type=event.event_type, production=self._settings.environment == "production")
        contract = self._contracts.version(event.event_type, event.schema_version)
        data = event.to_avro()
        if value is None:
            value = encoded(contract, event)
        limit = self._settings.max_record_bytes
        if len(value) > limit:
            raise PublishError(
                f"{event.event_type} is {len(value)} bytes and SIMPUL_MAX_RECORD_BYTES allows {limit}: send a "
                "reference to large content, not the content"
            )
        envelope = envelope_of(how, origin=route.origin, new_id=_new_id)
        key = key_text(contract, data)
        wire_key = key.encode()
        return Record(
            route.topic.name,
            partition_of(wire_key, route.topic.partitions),
            wire_key,
            value,
            write_headers(envelope, subject=key),
            envelope.event_id,
            event.event_type,
        )


def encoded(contract: Contract, event: Event) -> bytes:
    """The value of an event's record, checked.

    Raises:
        ValueRejected: the data do not fit the contract.
    """
    data = event.to_avro()
    validate(contract, data)
    return encode(contract, data)


def _new_id() -> UUID:
    return uuid7(unix_ms=time.time_ns() // 1_000_000, random=os.urandom(RANDOM_BYTES))
