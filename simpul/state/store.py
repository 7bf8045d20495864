"""What a stream keeps between events: an ordered map from bytes to bytes."""

from collections.abc import Iterator
from typing import Protocol

from simpul.state.keys import after


class Readable(Protocol):
    """An ordered map that can be looked into."""

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, or None."""

    def scan(self, start: bytes, stop: bytes, *, backwards: bool = False) -> Iterator[tuple[bytes, bytes]]:
        """The entries from `start` up to but not including `stop`, by key; take them all before changing any."""


class Store(Readable, Protocol):
    """An ordered map of one task; what was put is there for the next `get` and `scan` of the same transaction."""

    def put(self, key: bytes, value: bytes) -> None:
        """Set the value of a key."""

    def delete(self, key: bytes) -> None:
        """Remove a key; nothing happens where it is not there."""


class Part:
    """The part of a store under one name, as a store of its own."""

    def __init__(self, whole: Store, name: str) -> None:
        self._whole = whole
        self._prefix = name.encode() + b"\0"
        self._cut = len(self._prefix)
        self._after = after(self._prefix)

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, or None."""
        return self._whole.get(self._prefix + key)

    def put(self, key: bytes, value: bytes) -> None:
        """Set the value of a key."""
        self._whole.put(self._prefix + key, value)

    def delete(self, key: bytes) -> None:
        """Remove a key; nothing happens where it is not there."""
        self._whole.delete(self._prefix + key)

    def scan(self, start: bytes, stop: bytes, *, backwards: bool = False) -> Iterator[tuple[bytes, bytes]]:
        """The entries from `start` up to but not including `stop`, by key."""
        cut = self._cut
        for key, value in self._whole.scan(self._prefix + start, self._prefix + stop, backwards=backwards):
            yield key[cut:], value

    def everything(self) -> Iterator[tuple[bytes, bytes]]:
        """Every entry, by key."""
        for key, value in self._whole.scan(self._prefix, self._after):
            yield key[self._cut :], value
