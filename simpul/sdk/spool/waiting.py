"""What goes into a spool and what comes out of it, as values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from simpul.sdk.records import Record


class Arrival(StrEnum):
    """What became of a record that was appended."""

    NEW = "new"  # it is on disk now
    KNOWN = "known"  # it was accepted before, so it is not kept a second time
    DIFFERS = "differs"  # its event id was accepted before, with something else; it is not kept


class Offered(NamedTuple):
    """A record to be kept, closed already; by the mark of what its sender said a repetition is told from another."""

    event_id: str
    said: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A record in the spool; its sequence only grows, and is never given a second time."""

    sequence: int
    record: Record
