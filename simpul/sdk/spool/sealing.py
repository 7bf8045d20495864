"""Records as the bytes that lie on disk: encrypted, every one, whatever the data class of its topic.

To leave out the topics without personal data would save two microseconds a record, and would make it a matter of the
catalogue whether names lie about in the open.
"""

import hashlib
import io
import os
from typing import Final, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastavro import parse_schema, schemaless_reader, schemaless_writer

from simpul.errors import SpoolError
from simpul.sdk.records import Record

SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_LAYOUT = parse_schema(
    {
        "type": "record",
        "name": "Record",
        "fields": [
            {"name": "topic", "type": "string"},
            {"name": "partition", "type": "int"},
            {"name": "key", "type": "bytes"},
            {"name": "value", "type": "bytes"},
            {"name": "headers", "type": {"type": "map", "values": "bytes"}},  # in their order; no name comes twice
            {"name": "event_type", "type": "string"},
        ],
    }
)


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
    out = io.BytesIO()
    schemaless_writer(out, _LAYOUT, record._asdict() | {"headers": dict(record.headers)})
    return out.getvalue()


def _read(plain: bytes, *, event_id: str) -> Record:
    fields = cast("dict[str, object]", schemaless_reader(io.BytesIO(plain), _LAYOUT, None))
    headers = [*cast("dict[str, bytes]", fields.pop("headers")).items()]
    return Record(**fields, headers=headers, event_id=event_id)  # type: ignore[arg-type]  # as the layout says
