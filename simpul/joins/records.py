"""What joins take and give: records of two sides, and pairs of their values."""

import struct
from enum import StrEnum
from typing import NamedTuple

_MS = struct.Struct(">q")


class Side(StrEnum):
    """Where a record came from."""

    LEFT = "left"
    RIGHT = "right"


class Kind(StrEnum):
    """Whose records come out alone where they meet no other."""

    INNER = "inner"
    LEFT = "left"
    OUTER = "outer"


class Record(NamedTuple):
    """A record of one side; a value of None deletes where the side is a table. `ts` is milliseconds since 1970."""

    key: bytes | None
    value: bytes | None
    ts: int


class Joined(NamedTuple):
    """A result. Both values None is a tombstone: the pair that was given before is no more."""

    key: bytes | None
    left: bytes | None
    right: bytes | None
    ts: int


class Row(NamedTuple):
    """What a table holds of a key."""

    ts: int
    value: bytes


def packed_row(ts: int, value: bytes) -> bytes:
    """A row as it is stored."""
    return _MS.pack(ts) + value


def unpacked_row(stored: bytes | None) -> Row | None:
    """A row as it was stored; None stays None."""
    return None if stored is None else Row(_MS.unpack_from(stored)[0], stored[_MS.size :])
