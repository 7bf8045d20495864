"""What goes into a spool and what comes out of it, as values."""

from dataclasses import dataclass
from enum import StrEnum

from simpul.sdk.records import Record


class Arrival(StrEnum):
    """What became of a record that was appended."""

    NEW = "new"  # it is on disk now
    KNOWN = "known"  # it was accepted before, so it is not kept a second time
    DIFFERS = "differs"  # its event id was accepted before, with something else; it is not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A record to be kept, and what its sender said, by which a repetition is told from something else."""

    record: Record
    said: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A record in the spool; its sequence only grows, and is never given a second time."""

    sequence: int
    record: Record
