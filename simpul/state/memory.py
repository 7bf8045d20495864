"""A store in memory: for the Driver, for tests, and for the writes of a transaction that has not been committed."""

from collections.abc import Iterator, Mapping

from sortedcontainers import SortedDict


class MemoryStore:
    """An ordered map that is gone with the process."""

    def __init__(self) -> None:
        self._entries: SortedDict[bytes, bytes] = SortedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, or None."""
        return self._entries.get(key)

    def put(self, key: bytes, value: bytes) -> None:
        """Set the value of a key."""
        self._entries[key] = value

    def delete(self, key: bytes) -> None:
        """Remove a key; nothing happens where it is not there."""
        self._entries.pop(key, None)

    def apply(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Write what a transaction changed; None deletes."""
        for key, value in changes.items():
            if value is None:
                self.delete(key)
            else:
                self.put(key, value)

    def scan(self, start: bytes, stop: bytes, *, backwards: bool = False) -> Iterator[tuple[bytes, bytes]]:
        """The entries from `start` up to but not including `stop`, by key; take them all before changing any."""
        for key in self._entries.irange(start, stop, inclusive=(True, False), reverse=backwards):
            yield key, self._entries[key]
