"""What a source has told so far: a fact that was told before is a duplicate, and a document's later facts follow it."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from uuid import UUID

from simpul.adapters.emission import Emission
from simpul.adapters.mapping import Said
from simpul.adapters.quality import Finding, Place, found
from simpul.ids import source_event_id
from simpul.numbers import ReasonCode
from simpul.state import Store
from simpul.tokens import Tokens

DIGEST_BYTES = 16
SEEN = b"seen/"
NEWEST = b"newest/"

_WRITTEN = json.JSONEncoder(default=str, sort_keys=True).encode  # made once: an encoder costs more than a row


@dataclass(frozen=True, slots=True)
class Accepted:
    """A part of a row that became an event, and what should be looked at in it."""

    row: Place
    emission: Emission
    warnings: tuple[Finding, ...]


class Register:
    """The facts and documents of one table, by digests that say nothing to whoever has not the token key."""

    def __init__(self, memory: Store, *, system: int, table: str, tokens: Tokens) -> None:
        self._memory = memory
        self._system = system
        self._table = table
        self._key = hmac.digest(tokens.key, b"what files have told", "sha256")

    def enter(self, said: Said, *, reading: int) -> Accepted | Finding:
        """The event of a fact, or that it was told before: `of` is where, within the same reading.

        Args:
            said: the fact.
            reading: the number of the reading of this file.
        """
        version = self._digest(_content(said))
        earlier = self._memory.get(SEEN + version)
        if earlier is not None:
            return found(said.place, ReasonCode.DUPLICATE_ROW, of=_place(earlier, reading=reading))
        self._memory.put(SEEN + version, f"{reading} {said.place}".encode())
        event_id = source_event_id(self._system, table=self._table, primary_key=said.document, version=version.hex())
        return Accepted(said.place, self._emission(said, event_id), said.warnings)

    def _emission(self, said: Said, event_id: UUID) -> Emission:
        follows = said.cancels or said.amended_at is not None
        document = NEWEST + self._digest(said.document)
        newest = self._memory.get(document) if follows else None
        before = None if newest is None else UUID(bytes=newest)
        if said.cancels:
            self._memory.delete(document)
        elif follows:
            self._memory.put(document, event_id.bytes)
        # A later row on a document is a correction, and official since it was entered.
        official = said.amended_at if before is not None else None
        return Emission(
            system=self._system,
            event=said.event,
            event_id=event_id,
            occurred_at=said.occurred_at,
            registered_at=official or said.registered_at,
            supersedes=None if said.cancels else before,
            cancels=before if said.cancels else None,
            region_code=said.region_code,
        )

    def _digest(self, text: str) -> bytes:
        told = f"{self._system}|{self._table}|{text}".encode()
        return hashlib.blake2b(told, key=self._key, digest_size=DIGEST_BYTES).digest()


def _content(said: Said) -> str:
    """What a fact says, the same for two rows that differ in print only."""
    times = (said.occurred_at, said.registered_at, said.amended_at)
    told = [
        said.event.event_type,
        {name: _same(value) for name, value in said.event.model_dump().items()},
        [None if time is None else time.timestamp() for time in times],
        said.document,
        said.cancels,
    ]
    return _WRITTEN(told)


def _same(value: object) -> object:
    return " ".join(value.upper().split()) if isinstance(value, str) else value


def _place(entry: bytes, *, reading: int) -> Place | None:
    told_in, _, place = entry.decode().partition(" ")
    if int(told_in) != reading:
        return None
    return int(place) if place.isdecimal() else place
