"""Ids of events and cases: computed wherever the same fact can be met again, so that a replay gives the same id."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

NAMESPACE = UUID("fd5c42dc-13d0-5546-add7-74e7d02a7c25")

RANDOM_BYTES = 10  # what `uuid7` takes


_NAMESPACE_HASH = hashlib.sha1(NAMESPACE.bytes, usedforsecurity=False)


def _hashed(name: str) -> bytes:
    digest = _NAMESPACE_HASH.copy()
    digest.update(name.encode())
    return digest.digest()


def uuid5_text(name: str) -> str:
    """The text of `uuid5(NAMESPACE, name)`, three times as fast: an event path makes two of them an event."""
    text = _hashed(name).hex()
    variant = "89ab"[int(text[16], 16) & 0x3]
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


def source_event_id(system: int, *, table: str, primary_key: str, version: str | int) -> UUID:
    """The id of an event whose source can be read again: the same row in the same version gives the same id."""
    return UUID(bytes=_hashed(f"{system}|{table}|{primary_key}|{version}")[:16], version=5)


def case_id(name: str, *, key: str) -> UUID:
    """The id of the case of a derived event type (or of a group of them, by its name) and the text of its key."""
    return uuid5(NAMESPACE, f"{name}|{key}")


def derived_event_id(flow: str, *, case: UUID | str, caused_by: Iterable[UUID | str], n: int) -> UUID:
    """The id of the n-th output (from 1) of a case.

    Args:
        flow: the flow's name, as F1.
        case: the case's id; where there is no case, the text that stands for it.
        caused_by: ids of the events used, in any order: they are sorted.
        n: ordinal of the output in its case.
    """
    causes = ",".join(sorted(str(cause) for cause in caused_by))
    return uuid5(NAMESPACE, f"{flow}|{case}|{causes}|{n}")


def flagged_event_id(flow: str, *, source_ref: str, reason_code: str, caused_by: Sequence[UUID | str]) -> UUID:
    """The id of a flow's `DataQualityFlagged`, which has no case: what it flags and why stand for one."""
    return derived_event_id(flow, case=f"{source_ref}|{reason_code}", caused_by=caused_by, n=1)


def uuid7(*, unix_ms: int, random: bytes) -> UUID:
    """A UUID version 7 (RFC 9562, section 5.7) of the clock in milliseconds and 10 random bytes; sorts by time."""
    if len(random) != RANDOM_BYTES or not 0 <= unix_ms < 1 << 48:
        raise ValueError(f"uuid7 takes {RANDOM_BYTES} random bytes and 48 bits of milliseconds since 1970")
    value = unix_ms << 80 | int.from_bytes(random)
    value = value & ~(0xF << 76) | 0x7 << 76  # version
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant
    return UUID(int=value)
