"""The keys met in a round, in eight bytes each, and which of the remembered rows are not among them."""

import struct
from array import array
from collections.abc import Iterator

from simpul.adapters.rows import HASH_BYTES, is_there
from simpul.state import Part

_FIRST_8 = struct.Struct(">Q")
_SHELVES = 256
_BEHIND_ALL = b"\xff" * (HASH_BYTES + 1)


class SeenKeys:
    """Hashes of keys on 256 shelves by their first byte, so that a set is made of one shelf only at a time.

    Two keys with the same first eight bytes (one table of 400,000 rows in 200 million) would hide a deletion, never
    make one up.
    """

    def __init__(self) -> None:
        self._shelves = [array("Q") for _ in range(_SHELVES)]

    def __len__(self) -> int:
        return sum(map(len, self._shelves))

    def add(self, key: bytes) -> None:
        """Note that a key is in the table."""
        self._shelves[key[0]].append(_FIRST_8.unpack_from(key)[0])

    def missing(self, rows: Part) -> Iterator[list[tuple[bytes, bytes]]]:
        """Shelf by shelf the remembered rows that were not met; those of a list may be changed before the next."""
        for number, shelf in enumerate(self._shelves):
            met = set(shelf)
            yield [
                (key, value)
                for key, value in _remembered(rows, number)
                if is_there(value) and _FIRST_8.unpack_from(key)[0] not in met
            ]


def _remembered(rows: Part, number: int) -> Iterator[tuple[bytes, bytes]]:
    stop = bytes([number + 1]) if number + 1 < _SHELVES else _BEHIND_ALL
    return rows.scan(bytes([number]), stop)
