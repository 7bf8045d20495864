"""What is remembered of a row: under a hash of its key, a digest of its content and the last event; pure."""

import hashlib
import struct
from typing import NamedTuple

HASH_BYTES = 16
TAKEN, REFUSED = b"\1", b"\0"

_COUNT = struct.Struct(">I")
_COUNT_AT = HASH_BYTES + len(TAKEN)
_EVENT_AT = _COUNT_AT + _COUNT.size


class Entry(NamedTuple):
    """A row as it was when last read.

    Attributes:
        digest: of its content; empty for a row that is gone.
        mark: TAKEN, or REFUSED while its content cannot become an event.
        told: how many events it has had. It outlives the row, so that one which comes back is told as a new event.
        event: the last of them as Avro, if deletions are said.
    """

    digest: bytes = b""
    mark: bytes = TAKEN
    told: int = 0
    event: bytes = b""

    def packed(self) -> bytes:
        """The entry as the value of the memory."""
        count = _COUNT.pack(self.told)
        return self.digest + self.mark + count + self.event if self.digest else count


def unpacked(value: bytes | None) -> Entry:
    """The entry of a value; an empty one for no value."""
    if value is None:
        return Entry()
    if not is_there(value):
        return Entry(told=_COUNT.unpack(value)[0])
    return Entry(
        digest=value[:HASH_BYTES],
        mark=value[HASH_BYTES:_COUNT_AT],
        told=_COUNT.unpack_from(value, _COUNT_AT)[0],
        event=value[_EVENT_AT:],
    )


def is_there(value: bytes) -> bool:
    """Whether the row of a value was in the table when it was last read."""
    return len(value) > _COUNT.size


class Fingerprints:
    """Hashes of keys and contents that nobody without the secret can try values against."""

    def __init__(self, secret: str) -> None:
        key = hashlib.blake2b(secret.encode()).digest()
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
