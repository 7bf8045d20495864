"""What is remembered of a row: under a hash of its key, a digest of its content and the last event; pure."""

import hashlib
import struct
from typing import NamedTuple

HASH_BYTES = 16
TAKEN, REFUSED = b"\1", b"\0"

_TOLD = struct.Struct(">I")
_TOLD_AT = HASH_BYTES + len(TAKEN)
_REGION_AT = _TOLD_AT + _TOLD.size
_END = b"\0"  # of the region


class Entry(NamedTuple):
    """A row as it was when last read.

    Attributes:
        digest: of its content; empty for a row that is gone.
        mark: TAKEN, or REFUSED while its content cannot become an event.
        told: how many events it has had. It outlives the row, so that one which comes back is told as a new event.
        region: where the last of them was, if deletions are said.
        event: the last of them as Avro, likewise.
    """

    digest: bytes = b""
    mark: bytes = TAKEN
    told: int = 0
    region: str = ""
    event: bytes = b""

    def refused(self, digest: bytes) -> "Entry":
        """The entry of a row whose content is now this one, of which no event can be made."""
        return self._replace(digest=digest, mark=REFUSED)

    def packed(self) -> bytes:
        """The entry as the value of the memory."""
        told = _TOLD.pack(self.told)
        if not self.digest:
            return told
        return b"".join((self.digest, self.mark, told, self.region.encode(), _END, self.event))


NOTHING = Entry()


def unpacked(value: bytes | None) -> Entry:
    """The entry of a value; an empty one for no value."""
    if value is None:
        return NOTHING
    if not is_there(value):
        return Entry(told=_TOLD.unpack(value)[0])
    region, _, event = value[_REGION_AT:].partition(_END)
    return Entry(
        digest=value[:HASH_BYTES],
        mark=value[HASH_BYTES:_TOLD_AT],
        told=_TOLD.unpack_from(value, _TOLD_AT)[0],
        region=region.decode(),
        event=event,
    )


def is_there(value: bytes) -> bool:
    """Whether the row of a value was in the table when it was last read."""
    return len(value) > _TOLD.size


class Fingerprints:
    """Hashes of keys and contents that nobody without the secret can try values against."""

    def __init__(self, secret: bytes) -> None:
        key = hashlib.blake2b(secret).digest()  # of the length that blake2b takes
        self._keys = hashlib.blake2b(key=key, digest_size=HASH_BYTES, person=b"key")
        self._rows = hashlib.blake2b(key=key, digest_size=HASH_BYTES, person=b"row")

    def of_key(self, text: str) -> bytes:
        """The hash of a key."""
        hashed = self._keys.copy()
        hashed.update(text.encode())
        return hashed.digest()

    def of_row(self, row: tuple[object, ...]) -> bytes:
        """The digest of all that was read of a row."""
        hashed = self._rows.copy()
        hashed.update(repr(row).encode())
        return hashed.digest()


def key_text(parts: tuple[object, ...]) -> str:
    """A key as text; no two keys have the same."""
    if len(parts) == 1:
        return str(parts[0])
    return "|".join(str(part).replace("\\", r"\\").replace("|", r"\|") for part in parts)
