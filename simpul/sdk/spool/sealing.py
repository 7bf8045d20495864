"""Records as the bytes that lie on disk: encrypted, every one, whatever the data class of its topic.

To leave out the topics without personal data would save two microseconds a record, and would make it a matter of the
catalogue whether names lie about in the open.
"""

import hashlib
import os
import struct
from itertools import accumulate, pairwise
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.errors import SpoolError
from simpul.sdk.records import Record

SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_NUMBER: Final = struct.Struct(">I")
_FIXED: Final = 5  # parts of a record besides its headers


class Seal:
    """Closes and opens the records of one spool with AES-256-GCM, and marks what a sender said."""

    def __init__(self, secret: str, *, salt: bytes) -> None:
        """Derive the keys; slow on purpose (scrypt), so that a short secret is not soon found by trying."""
        derived = hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1, dklen=2 * _KEY_BYTES)
        self._cipher = AESGCM(derived[:_KEY_BYTES])
        self._marking = derived[_KEY_BYTES:]

    def mark(self, said: bytes) -> bytes:
        """A keyed hash; nobody without the key can try out what was said."""
        return hashlib.blake2b(said, digest_size=16, key=self._marking).digest()

    def close(self, record: Record) -> bytes:
        """The encrypted record; bound to its event id."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, _written(record), record.event_id.encode())

    def open(self, sealed: bytes, *, event_id: str) -> Record:
        """The record that was closed.

        Raises:
            SpoolError: the bytes are not what was written.
        """
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], event_id.encode())
        except InvalidTag:
            raise SpoolError(
                f"event {event_id} of the spool is damaged; put back the spool's file from the disk's backup, or ask "
                "its source to send it again"
            ) from None
        return _read(plain, event_id=event_id)


def _written(record: Record) -> bytes:
    """The number of parts, the length of each, and the parts; Avro takes three times as long for so many headers."""
    parts = [
        record.topic.encode(),
        str(record.partition).encode(),
        record.key,
        record.value,
        record.event_type.encode(),
        *(part for name, value in record.headers for part in (name.encode(), value)),
    ]
    return b"".join((struct.pack(f">{1 + len(parts)}I", len(parts), *map(len, parts)), *parts))


def _read(plain: bytes, *, event_id: str) -> Record:
    (count,) = _NUMBER.unpack_from(plain)
    lengths = struct.unpack_from(f">{count}I", plain, _NUMBER.size)
    ends = list(accumulate(lengths, initial=_NUMBER.size * (1 + count)))
    parts = [plain[start:end] for start, end in pairwise(ends)]
    names = map(bytes.decode, parts[_FIXED::2])
    return Record(
        topic=parts[0].decode(),
        partition=int(parts[1]),
        key=parts[2],
        value=parts[3],
        headers=list(zip(names, parts[_FIXED + 1 :: 2], strict=True)),
        event_id=event_id,
        event_type=parts[4].decode(),
    )
