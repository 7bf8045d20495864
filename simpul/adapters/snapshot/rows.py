"""The rows of a table against what is remembered of them: which events are to be said."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Generic

from pydantic import ValidationError

from simpul.adapters.emission import Emission
from simpul.adapters.mapping import Rejected, Row, Said
from simpul.adapters.quality import Finding, Place, flags
from simpul.adapters.rows import TAKEN, Entry, Reading, unpacked, without_values
from simpul.adapters.snapshot.declaration import Change, OfTable, WatchedTable
from simpul.contracts import decode_body
from simpul.errors import ValueRejected
from simpul.sdk import encoded
from simpul.state import Store
from simpul.wire import unframe

log = logging.getLogger(__name__)

DELETED = "deleted"


class Rows(Generic[OfTable]):
    """What is remembered of the rows of one table."""

    def __init__(self, declared: WatchedTable[OfTable], *, reading: Reading, memory: Store) -> None:
        self._declared = declared
        self._reading = reading
        self._contract = reading.contracts.version(declared.event.event_type, declared.event.schema_version)
        self._memory = memory
        self.refused = 0  # rows that had no event and were not refused with this content before

    def remembered(self, key: bytes) -> bytes | None:
        """What is remembered under the hash of a key."""
        return self._memory.get(key)

    def says(
        self, cells: Mapping[str, object], *, key: bytes, digest: bytes, value: bytes | None, at: datetime
    ) -> Iterator[Emission]:
        """The events of a row that is not as remembered.

        Args:
            cells: its columns.
            key: the hash of its key.
            digest: the digest of its content.
            value: what is remembered of it.
            at: when it was read.
        """
        was = unpacked(value)
        place = str(cells.get(self._declared.place))
        row = Row(cells, place=place, known=self._reading.known)
        change = Change(row=row, cells=cells, before=self._event(was), version=was.told + 1, noticed_at=at)
        try:
            said = self._declared.says(change)
            value = encoded(self._contract, said.event)
        except Rejected as rejection:
            yield from self._refused(was, [rejection.finding], key=key, digest=digest, at=at)
        except (ValidationError, ValueRejected) as problem:
            self._log_misfit(place, problem)
            yield from self._refused(was, [], key=key, digest=digest, at=at)
        else:
            entry = Entry(digest, TAKEN, was.told + 1, *self._kept(said, value))
            self._memory.put(key, entry.packed())
            yield self._emission(said, key=key, version=f"{digest.hex()}.{entry.told}", value=value)
            if said.warnings:
                yield from self._flags(said.warnings, at)

    def says_deleted(self, key: bytes, value: bytes, *, at: datetime) -> Iterator[Emission]:
        """The event of a row that is gone, if one is to be said."""
        was = unpacked(value)
        if not was.told:
            self._memory.delete(key)
            return
        told, last = was.told, self._event(was)
        event = self._declared.says_deleted(last, at) if self._declared.says_deleted and last else None
        if event is not None:
            told += 1
            said = Said(
                place="", event=event, document="", occurred_at=at, registered_at=at, region_code=was.region or None
            )
            yield self._emission(said, key=key, version=f"{DELETED}.{was.digest.hex()}.{told}")
        self._memory.put(key, Entry(told=told).packed())

    def _refused(
        self, was: Entry, findings: list[Finding], *, key: bytes, digest: bytes, at: datetime
    ) -> Iterator[Emission]:
        """The flags of a row that cannot be said; its content is tried again in each round, and flagged once."""
        entry = was.refused(digest)
        if entry != was:
            self.refused += 1
            self._memory.put(key, entry.packed())
            yield from self._flags(findings, at)

    def _kept(self, said: Said, value: bytes) -> tuple[str, bytes]:
        if self._declared.says_deleted is None:
            return "", b""
        return said.region_code or "", value

    def _event(self, entry: Entry) -> OfTable | None:
        if not entry.event:
            return None
        writer = self._reading.contracts.by_id(unframe(entry.event))
        return self._declared.event.model_validate(decode_body(writer, entry.event, reader=self._contract))

    def _emission(self, said: Said, *, key: bytes, version: str, value: bytes | None = None) -> Emission:
        system, table = self._declared.system, self._declared.table
        return said.emission(system=system, table=table, key=key.hex(), version=version, value=value)

    def _flags(self, findings: tuple[Finding, ...] | list[Finding], at: datetime) -> tuple[Emission, ...]:
        system, table = self._declared.system, self._declared.table
        return flags(findings, flagged=self._reading.flagged, system=system, file=table, read_at=at)

    def _log_misfit(self, place: Place, problem: ValidationError | ValueRejected) -> None:
        log.warning(
            "row %s of %s cannot become %s (%s); it stays as it was last said: correct it, or its mapping",
            place,
            self._declared.table,
            self._contract.event_type,
            without_values(problem),
        )
