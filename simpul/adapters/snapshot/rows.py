"""The rows of a table against what is remembered of them: which events are to be said."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Generic

from pydantic import ValidationError

from simpul.adapters.emission import Emission
from simpul.adapters.quality import flags
from simpul.adapters.snapshot.declaration import Change, Findings, OfTable, Said, WatchedTable
from simpul.adapters.snapshot.entries import REFUSED, TAKEN, Entry, unpacked
from simpul.contracts import Contracts, decode_body, encode
from simpul.errors import ValueRejected
from simpul.ids import source_event_id
from simpul.state import Part
from simpul.wire import unframe

log = logging.getLogger(__name__)

DELETED = "deleted"


class Rows(Generic[OfTable]):
    """What is remembered of the rows of one table."""

    def __init__(self, declared: WatchedTable[OfTable], *, contracts: Contracts, memory: Part) -> None:
        self._declared = declared
        self._contracts = contracts
        self._contract = contracts.version(declared.event.event_type, declared.event.schema_version)
        self._memory = memory

    def is_known(self, key: bytes, digest: bytes) -> bool:
        """Whether a row was the same when it was last read, and has been said."""
        known = self._memory.get(key)
        return known is not None and known.startswith(digest + TAKEN)

    def says(self, row: Mapping[str, object], *, key: bytes, digest: bytes, at: datetime) -> Iterator[Emission]:
        """The events of a row that is not as remembered.

        Args:
            row: its columns.
            key: the hash of its key.
            digest: the digest of its content.
            at: when it was read.
        """
        was = unpacked(self._memory.get(key))
        change = Change(row=row, before=self._event(was), version=was.told + 1, noticed_at=at)
        said, event = self._said(change)
        if isinstance(said, Said):
            entry = Entry(digest, TAKEN, was.told + 1, event)
            yield self._emission(said, key=key, version=f"{digest.hex()}.{entry.told}")
            findings = said.warnings
        else:
            entry = was._replace(digest=digest, mark=REFUSED)
            findings = () if entry == was else said
        if entry != was:
            self._memory.put(key, entry.packed())
        yield from self._flags(findings, at)

    def says_deleted(self, key: bytes, value: bytes, *, at: datetime) -> Iterator[Emission]:
        """The event of a row that is gone, if one is to be said."""
        was = unpacked(value)
        if not was.told:
            self._memory.delete(key)
            return
        gone = Entry(told=was.told)
        last = self._event(was)
        said = self._declared.says_deleted(last, at) if self._declared.says_deleted and last else None
        if said is not None:
            gone = Entry(told=was.told + 1)
            yield self._emission(said, key=key, version=f"{DELETED}.{was.digest.hex()}.{gone.told}")
        self._memory.put(key, gone.packed())

    def _said(self, change: Change[OfTable]) -> tuple[Said[OfTable] | Findings, bytes]:
        try:
            said = self._declared.says(change)
            keep = isinstance(said, Said) and self._declared.says_deleted is not None
            return said, encode(self._contract, said.event.model_dump()) if isinstance(said, Said) and keep else b""
        except (ValidationError, ValueRejected) as problem:
            log.warning(
                "a row of %s cannot become %s (%s) and is kept as it was: correct it, or what the adapter says of it",
                self._declared.table,
                self._contract.event_type,
                _without_values(problem),
            )
            return (), b""

    def _event(self, entry: Entry) -> OfTable | None:
        if not entry.event:
            return None
        writer = self._contracts.by_id(unframe(entry.event))
        data = decode_body(writer, entry.event, reader=self._contract)
        return self._declared.event.model_validate(data)  # can be copied with changes, unlike one from Avro

    def _emission(self, said: Said[OfTable], *, key: bytes, version: str) -> Emission:
        declared = self._declared
        return Emission(
            system=declared.system,
            event=said.event,
            event_id=source_event_id(declared.system, table=declared.table, primary_key=key.hex(), version=version),
            occurred_at=said.occurred_at,
            registered_at=said.registered_at,
            region_code=said.region_code,
        )

    def _flags(self, findings: Findings, at: datetime) -> tuple[Emission, ...]:
        declared = self._declared
        return flags(findings, flagged=declared.flagged, system=declared.system, file=declared.table, read_at=at)


def _without_values(problem: ValidationError | ValueRejected) -> str:
    if isinstance(problem, ValueRejected):
        return str(problem)
    errors = problem.errors(include_input=False, include_context=False, include_url=False)
    return "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['type']}" for error in errors)
