"""Parts of composite keys, whose order as bytes is the order of what they stand for."""

import struct
from collections.abc import Iterable

MS_BYTES = 8
_U64 = struct.Struct(">Q")
_LENGTH = struct.Struct(">I")
_END = b"\0\0"


def packed_ms(ms: int) -> bytes:
    """Eight bytes for milliseconds since 1970; a time before that counts as 1970."""
    return _U64.pack(max(ms, 0))


def unpacked_ms(packed: bytes) -> int:
    """The milliseconds in the first eight bytes."""
    ms: int = _U64.unpack_from(packed)[0]
    return ms


def ended(text: bytes) -> bytes:
    """Text of any length as a part that others may follow: zero bytes are escaped, and two of them end it."""
    return text.replace(b"\0", b"\0\xff") + _END


def after(prefix: bytes) -> bytes:
    """The first key behind all those that begin with a prefix.

    Raises:
        ValueError: the prefix is empty or all 0xff, so nothing is behind it.
    """
    shortened = prefix.rstrip(b"\xff")
    if not shortened:
        raise ValueError("no key is behind every key with this prefix; give the prefix a first byte under 0xff")
    return shortened[:-1] + bytes([shortened[-1] + 1])


def packed_parts(parts: Iterable[bytes]) -> bytes:
    """Several values as one, each behind its length."""
    return b"".join(_LENGTH.pack(len(part)) + part for part in parts)


def unpacked_parts(packed: bytes) -> list[bytes]:
    """The values of `packed_parts`."""
    parts = []
    at = 0
    while at < len(packed):
        start = at + _LENGTH.size
        at = start + _LENGTH.unpack_from(packed, at)[0]
        parts.append(packed[start:at])
    return parts
