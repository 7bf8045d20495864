"""The writes of an open transaction, over what was there before it."""

import heapq
from collections.abc import Iterator, Mapping
from operator import itemgetter

from sortedcontainers import SortedDict

from simpul.state.store import Readable

_by_key = itemgetter(0)


class Buffer:
    """A store whose reads see the transaction's own writes, and whose writes can be taken back event by event."""

    def __init__(self, base: Readable) -> None:
        self._base = base
        self._writes: SortedDict[bytes, bytes | None] = SortedDict()  # None: deleted
        self._before: list[tuple[bytes, bool, bytes | None]] = []  # of each write of this event

    @property
    def changes(self) -> Mapping[bytes, bytes | None]:
        """The last write of each key, None for a deletion."""
        return self._writes

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, or None."""
        return self._writes[key] if key in self._writes else self._base.get(key)

    def put(self, key: bytes, value: bytes) -> None:
        """Set the value of a key."""
        self._write(key, value)

    def delete(self, key: bytes) -> None:
        """Remove a key; nothing happens where it is not there."""
        if self.get(key) is not None:
            self._write(key, None)

    def scan(self, start: bytes, stop: bytes, *, backwards: bool = False) -> Iterator[tuple[bytes, bytes]]:
        """The entries from `start` up to but not including `stop`, by key; take them all before changing any."""
        base = self._base.scan(start, stop, backwards=backwards)
        keys = list(self._writes.irange(start, stop, inclusive=(True, False), reverse=backwards))
        if not keys:
            yield from base
            return
        writes = [(key, self._writes[key]) for key in keys]
        last = None
        for key, value in heapq.merge(writes, base, key=_by_key, reverse=backwards):
            if key != last and value is not None:  # of one key the write comes first
                yield key, value
            last = key

    def keep_event(self) -> None:
        """The writes so far stay; `undo_event` goes back to here."""
        self._before.clear()

    def undo_event(self) -> None:
        """Take back every write since the last `keep_event`."""
        for key, was_written, value in reversed(self._before):
            if was_written:
                self._writes[key] = value
            else:
                del self._writes[key]
        self._before.clear()

    def clear(self) -> None:
        """Forget all writes: they are in the base now, or were given up."""
        self._writes.clear()
        self._before.clear()

    def _write(self, key: bytes, value: bytes | None) -> None:
        was_written = key in self._writes
        self._before.append((key, was_written, self._writes[key] if was_written else None))
        self._writes[key] = value
