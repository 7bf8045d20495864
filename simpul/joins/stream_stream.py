"""Two streams in a window: records of one key whose times are near each other."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from simpul.joins.records import Joined, Kind, Record, Side
from simpul.state import MS_BYTES, Part, Store, after, ended, packed_ms, unpacked_ms

_CLOCKS = struct.Struct(">qqqQ")
_NEVER = -1
_FAR = 2**63
_NOW = b"now"
_MOST_LET_GO = 1_000  # records at once
_TIDY_MS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A right record matches a left one from `before_ms` before it to `after_ms` after it, both included.

    `before_ms` may be negative. `grace_ms` is how much longer a record without a match waits for one.
    """

    before_ms: int
    after_ms: int
    grace_ms: int = 0

    def __post_init__(self) -> None:
        if self.before_ms + self.after_ms < 0 or self.grace_ms < 0:
            raise ValueError(f"{self} is empty: before_ms + after_ms and grace_ms must be 0 or more")

    @property
    def kept_ms(self) -> int:
        """How long a side holds its records."""
        return self.before_ms + self.after_ms + self.grace_ms


@dataclass(slots=True)
class _Clocks:
    """Stream time, the newest record that each side has held, and a number for the next record."""

    stream: int = _NEVER
    left: int = _NEVER
    right: int = _NEVER
    arrivals: int = 0

    def newest(self, side: Side) -> int:
        return self.left if side is Side.LEFT else self.right

    def saw(self, side: Side, ts: int) -> None:
        if side is Side.LEFT:
            self.left = max(self.left, ts)
        else:
            self.right = max(self.right, ts)
        self.arrivals += 1


class _Held:
    """The records that one side holds: by key and time, with a list of them by time alone, to let go of old ones."""

    def __init__(self, store: Store, side: Side, *, kept_ms: int) -> None:
        self._by_key = Part(store, f"{side}/key")
        self._by_time = Part(store, f"{side}/time")
        self._oldest = 0  # nothing held is older; spares a look at the store for each record
        self._slack = min(kept_ms // 8, _TIDY_MS)  # how much longer than needed it may hold a record

    def hold(self, key: bytes, ts: int, *, number: int, value: bytes) -> None:
        place = ended(key) + packed_ms(ts) + packed_ms(number)
        self._by_key.put(place, value)
        self._by_time.put(packed_ms(ts) + packed_ms(number), place)
        self._oldest = min(self._oldest, ts)

    def let_go(self, *, until: int) -> None:
        """Forget the records at this time and before it, some of them a little later: nobody asks for them again."""
        if until < self._oldest + self._slack:
            return
        # from the oldest on, so that no time is spent on what was deleted before it
        held = self._by_time.scan(packed_ms(self._oldest), packed_ms(until + 1))
        going = list(islice(held, _MOST_LET_GO))
        for entry, place in going:
            self._by_time.delete(entry)
            self._by_key.delete(place)
        is_all = len(going) < _MOST_LET_GO
        self._oldest = _first_ms(self._by_time, until + 1) if is_all else unpacked_ms(going[-1][0])

    def between(self, key: bytes, first: int, last: int) -> list[tuple[int, bytes]]:
        """Time and value of the records of a key in this time, both included, by time and then arrival."""
        if last < 0:
            return []
        prefix = ended(key)
        found = self._by_key.scan(prefix + packed_ms(first), prefix + packed_ms(last + 1))
        return [(unpacked_ms(place[len(prefix) :]), value) for place, value in found]


class _Waiting:
    """The records of one side that have met no partner: by time, then key, then arrival."""

    def __init__(self, store: Store, side: Side) -> None:
        self._side = side
        self._records = Part(store, f"{side}/waits")
        self._oldest = 0  # nothing that waits is older

    def add(self, key: bytes, ts: int, *, number: int, value: bytes) -> None:
        self._records.put(packed_ms(ts) + ended(key) + packed_ms(number), packed_ms(len(key)) + key + value)
        self._oldest = min(self._oldest, ts)

    def met(self, key: bytes, ts: int) -> None:
        """Take out every record of this key and time."""
        prefix = packed_ms(ts) + ended(key)
        for place, _ in list(self._records.scan(prefix, after(prefix))):
            self._records.delete(place)

    def closed(self, *, before: int) -> Iterator[tuple[tuple[int, int, bytes], Joined]]:
        """Take out the records of a time before this one; each with what it is sorted by among both sides."""
        if before <= self._oldest:
            return
        due: list[tuple[bytes, bytes]] = []
        waits = self._records.scan(packed_ms(self._oldest), packed_ms(_FAR))
        self._oldest = _FAR
        for place, stored in waits:
            if unpacked_ms(place) >= before:
                self._oldest = unpacked_ms(place)
                break
            due.append((place, stored))
        is_left = self._side is Side.LEFT
        for place, stored in due:
            self._records.delete(place)
            cut, ts = MS_BYTES + unpacked_ms(stored), unpacked_ms(place)
            record = Record(stored[MS_BYTES:cut], stored[cut:], ts)
            yield (ts, int(is_left), place), _alone(self._side, record)


class StreamStreamJoin:
    """Inner, left or outer join of two streams.

    Stream time, held and waiting records are all in the store, so that a restart changes nothing.
    """

    def __init__(self, kind: Kind, window: Window, *, store: Store) -> None:
        self._window = window
        self._store = store
        self._held = {side: _Held(store, side, kept_ms=window.kept_ms) for side in Side}
        sides = {Kind.INNER: (), Kind.LEFT: (Side.LEFT,), Kind.OUTER: (Side.RIGHT, Side.LEFT)}[kind]
        self._waiting = {side: _Waiting(store, side) for side in sides}
        # how long after its own time a record of this side may still meet a partner
        self._reach = {Side.LEFT: window.after_ms, Side.RIGHT: window.before_ms}

    def join(self, side: Side, record: Record) -> list[Joined]:
        """The results of one record, those whose window it closes first."""
        clocks = self._read_clocks()
        is_newest = record.ts >= clocks.stream
        clocks.stream = max(clocks.stream, record.ts)
        if record.key is None or record.value is None:
            self._write_clocks(clocks)
            return [_alone(side, record)] if record.value is not None and side in self._waiting else []
        closed = self._closed(clocks.stream) if is_newest else []
        matches = self._matches(side, record.key, record.value, record.ts, clocks)
        clocks.saw(side, record.ts)
        if matches or side not in self._waiting:
            alone = []
        elif record.ts + self._reach[side] < clocks.stream:
            alone = [_alone(side, record)]
        else:
            alone = []
            self._waiting[side].add(record.key, record.ts, number=clocks.arrivals, value=record.value)
        kept_after = clocks.newest(side) - self._window.kept_ms
        if record.ts > kept_after:
            self._held[side].hold(record.key, record.ts, number=clocks.arrivals, value=record.value)
        self._held[side].let_go(until=kept_after)
        self._write_clocks(clocks)
        return [*closed, *matches, *alone]

    def _closed(self, stream_time: int) -> list[Joined]:
        due = [
            waiting.closed(before=stream_time - self._reach[side] - self._window.grace_ms)
            for side, waiting in self._waiting.items()
        ]
        return [joined for _, joined in sorted(chain.from_iterable(due), key=lambda one: one[0])]

    def _matches(self, side: Side, key: bytes, value: bytes, ts: int, clocks: _Clocks) -> list[Joined]:
        other = Side.RIGHT if side is Side.LEFT else Side.LEFT
        first = ts - self._reach[other]
        last = ts + self._reach[side]
        kept_after = clocks.newest(other) - self._window.kept_ms
        results = []
        for partner_ts, partner in self._held[other].between(key, max(first, kept_after + 1, 0), last):
            if other in self._waiting:
                self._waiting[other].met(key, partner_ts)
            left, right = (value, partner) if side is Side.LEFT else (partner, value)
            results.append(Joined(key, left, right, max(ts, partner_ts)))
        return results

    def _read_clocks(self) -> _Clocks:
        stored = self._store.get(_NOW)
        return _Clocks() if stored is None else _Clocks(*_CLOCKS.unpack(stored))

    def _write_clocks(self, clocks: _Clocks) -> None:
        self._store.put(_NOW, _CLOCKS.pack(clocks.stream, clocks.left, clocks.right, clocks.arrivals))


def _first_ms(entries: Part, start: int) -> int:
    """The time with which the first of these entries begins that is not before `start`."""
    return next((unpacked_ms(key) for key, _ in entries.scan(packed_ms(start), packed_ms(_FAR))), _FAR)


def _alone(side: Side, record: Record) -> Joined:
    value = record.value
    left, right = (value, None) if side is Side.LEFT else (None, value)
    return Joined(record.key, left, right, record.ts)
