"""Confluent's frame around an Avro body: 0x00, the schema id as 4 bytes big-endian, the body."""

import struct

_HEAD = struct.Struct(">bI")
HEAD_BYTES = _HEAD.size


class FrameError(ValueError):
    """The bytes are not framed; the message says how, without quoting them."""


def frame(schema_id: int, body: bytes) -> bytes:
    """The framed record value."""
    return _HEAD.pack(0, schema_id) + body


def unframe(value: bytes) -> int:
    """The schema id of a framed value; the Avro body begins at byte 5.

    Raises:
        FrameError: shorter than 5 bytes, or the first byte is not 0.
    """
    if len(value) < HEAD_BYTES:
        raise FrameError(f"value of {len(value)} bytes is shorter than the 5 bytes of a frame")
    magic, schema_id = _HEAD.unpack_from(value)
    if magic != 0:
        raise FrameError(f"value begins with byte {magic & 0xFF:#04x}, a framed one with 0x00")
    return int(schema_id)
