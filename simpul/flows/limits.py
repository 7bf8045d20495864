"""How long what nobody needs any more is kept: 400 days after its last change (flows.yaml R16)."""

import struct
from collections.abc import Iterator, Sequence
from itertools import islice

from simpul.state import Store, Timers

DAYS = 400
DAY_MS = 86_400_000

CHAIN, CELL = b"h", b"c"

Headers = Sequence[tuple[str, bytes]]

_DAY = struct.Struct(">I")


class Limits:
    """The entries of a task by the day of their last change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_watched = False

    def touch(self, kind: bytes, name: bytes, *, before: int, today: int) -> int:
        """An entry changes today; `before` is the day of its last change (0: none). Gives today."""
        if before != today:
            if before:
                self._store.delete(_DAY.pack(before) + kind + name)
            self._store.put(_DAY.pack(today) + kind + name, b"")
        return today

    def watch(self, timers: Timers, key: bytes, *, today: int, cause: Headers) -> None:
        """Set the timer for the day on which the oldest entry is too old, unless it is set."""
        if self._is_watched:
            return
        self._is_watched = True
        oldest = next(
            (_DAY.unpack_from(place)[0] for place, _ in self._store.scan(_DAY.pack(0), _DAY.pack(today))), today
        )
        timers.set(key, max(oldest + DAYS, today) * DAY_MS + DAY_MS, cause=cause)

    def expired(self, *, today: int, most: int) -> Iterator[tuple[bytes, bytes]]:
        """The kind and name of entries whose time is up, the oldest first; they are no longer watched."""
        due = self._store.scan(_DAY.pack(0), _DAY.pack(max(today - DAYS, 0)))
        for place, _ in list(islice(due, most)):
            self._store.delete(place)
            yield place[_DAY.size : _DAY.size + 1], place[_DAY.size + 1 :]
        self._is_watched = False
