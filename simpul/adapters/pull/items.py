"""The items of a service against what is remembered of them: which events are to be said."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pydantic import ValidationError

from simpul.adapters.emission import Emission
from simpul.adapters.mapping import Rejected, Row, Said
from simpul.adapters.pull.declaration import PulledPages
from simpul.adapters.pull.paging import at as field_at
from simpul.adapters.quality import Finding, flags
from simpul.adapters.rows import (
    TAKEN,
    Entry,
    Fingerprints,
    Reading,
    key_text,
    unpacked,
    without_values,
)
from simpul.state import Store

log = logging.getLogger(__name__)


class Items:
    """What is remembered of the items of one service."""

    def __init__(self, declared: PulledPages, *, reading: Reading, memory: Store) -> None:
        self._declared = declared
        self._reading = reading
        self._memory = memory
        self._fingerprints = Fingerprints(reading.known.tokens.key)
        self.refused = 0  # items without an event
        self.newly_refused = 0  # those that were not refused with this content before

    def says(self, item: Mapping[str, object], *, at: datetime) -> Iterator[Emission]:
        """The events of an item as it is now, none where it is as remembered.

        Raises:
            FieldMissing: the item has no key.
        """
        declared = self._declared
        key = self._fingerprints.of_key(key_text(tuple(field_at(item, field) for field in declared.key)))
        digest = self._fingerprints.of_row((json.dumps(item, sort_keys=True),))
        value = self._memory.get(key)
        if value is not None and value.startswith(digest + TAKEN):
            return
        was = unpacked(value)
        row = Row(item, place=str(field_at(item, declared.place)), known=self._reading.known)
        entry = Entry(digest, TAKEN, was.told + 1)
        try:
            facts = list(declared.says(row))
        except Rejected as rejection:
            entry = self._refused(was, digest)
            yield from self._flags((rejection.finding,) if entry != was else (), at)
        except ValidationError as problem:
            entry = self._refused(was, digest)
            self._log_misfit(row, problem)
        else:
            for number, said in enumerate(facts):
                yield self._emission(said, key=key, version=f"{digest.hex()}.{entry.told}.{number}")
            yield from self._flags([warning for said in facts for warning in said.warnings], at)
        self._memory.put(key, entry.packed())

    def _refused(self, was: Entry, digest: bytes) -> Entry:
        entry = was.refused(digest)
        self.refused += 1
        self.newly_refused += entry != was
        return entry

    def _emission(self, said: Said, *, key: bytes, version: str) -> Emission:
        system, table = self._declared.system, self._declared.table
        return said.emission(system=system, table=table, key=key.hex(), version=version)

    def _flags(self, findings: Iterable[Finding], at: datetime) -> tuple[Emission, ...]:
        system, table = self._declared.system, self._declared.table
        return flags(findings, flagged=self._reading.flagged, system=system, file=table, read_at=at)

    def _log_misfit(self, row: Row, problem: ValidationError) -> None:
        log.warning(
            "item %s of %s cannot become an event (%s); correct it, or its mapping",
            row.place,
            self._declared.table,
            without_values(problem),
        )
