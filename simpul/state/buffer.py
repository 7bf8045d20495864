"""The writes of an open transaction, over what was there before it."""

from collections.abc import Iterator, Mapping

from sortedcontainers import SortedList

from simpul.state.store import Readable


class Buffer:
    """A store whose reads see the transaction's own writes, and whose writes can be taken back event by event.

    Only a scan needs the writes in the order of their keys, so they are sorted when one comes.
    """

    def __init__(self, base: Readable) -> None:
        self._base = base
        self._writes: dict[bytes, bytes | None] = {}  # None: deleted
        self._sorted: SortedList[bytes] = SortedList()  # the keys of writes, but for those in `_unsorted`
        self._unsorted: list[bytes] = []
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
        if self._unsorted:
            self._sorted.update(self._unsorted)
            self._unsorted.clear()
        keys = self._sorted.irange(start, stop, inclusive=(True, False), reverse=backwards)
        written = next(keys, None)
        if written is None:
            yield from base
            return
        for key, value in base:
            while written is not None and written != key and (written > key) is backwards:
                yield from self._shown(written)
                written = next(keys, None)
            if written == key:  # of one key the write counts
                yield from self._shown(key)
                written = next(keys, None)
            else:
                yield key, value
        while written is not None:
            yield from self._shown(written)
            written = next(keys, None)

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
                if self._unsorted and self._unsorted[-1] == key:
                    self._unsorted.pop()
                else:
                    self._sorted.remove(key)
        self._before.clear()

    def clear(self) -> None:
        """Forget all writes: they are in the base now, or were given up."""
        self._writes = {}
        self._sorted, self._unsorted = SortedList(), []
        self._before.clear()

    def _shown(self, key: bytes) -> Iterator[tuple[bytes, bytes]]:
        value = self._writes[key]
        if value is not None:
            yield key, value

    def _write(self, key: bytes, value: bytes | None) -> None:
        writes = self._writes
        if key in writes:
            self._before.append((key, True, writes[key]))
        else:
            self._before.append((key, False, None))
            self._unsorted.append(key)
        writes[key] = value
