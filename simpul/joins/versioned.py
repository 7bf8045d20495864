"""A table that remembers its past, and a stream that looks it up as it was at the time of each record."""

from simpul.joins.records import Joined, Kind, Record, Side
from simpul.state import MS_BYTES, Part, Store, after, ended, packed_ms, unpacked_ms

_NEVER = -1
_NEWEST = b"newest"
_ARRIVALS = b"arrivals"
_DELETED, _PRESENT = b"\0", b"\1"


class VersionedTable:
    """The versions of each key that a look-up may still ask for; a deletion is a version too."""

    def __init__(self, store: Store, *, history_retention_ms: int) -> None:
        self._store = store
        self._versions = Part(store, "version")
        self._history_ms = history_retention_ms

    def put(self, key: bytes, value: bytes | None, ts: int) -> None:
        """Take a version; one older than the history is dropped, one of the same time replaced."""
        newest = self._newest()
        if ts < newest - self._history_ms:
            return
        if ts > newest:
            newest = ts
            self._store.put(_NEWEST, packed_ms(ts))
        self._versions.put(ended(key) + packed_ms(ts), _DELETED if value is None else _PRESENT + value)
        self._forget(key, horizon=newest - self._history_ms)

    def look_up(self, key: bytes, ts: int) -> bytes | None:
        """The value of a key as it was at a time; before the history only the newest version is known."""
        prefix = ended(key)
        is_history = ts >= self._newest() - self._history_ms
        stop = prefix + packed_ms(ts + 1) if is_history else after(prefix)
        for place, stored in self._versions.scan(prefix, stop, backwards=True):
            if unpacked_ms(place[-MS_BYTES:]) <= ts and stored[:1] == _PRESENT:
                return stored[1:]
            break
        return None

    def _newest(self) -> int:
        stored = self._store.get(_NEWEST)
        return _NEVER if stored is None else unpacked_ms(stored)

    def _forget(self, key: bytes, *, horizon: int) -> None:
        """Forget what no look-up can give any more: the versions before the one that was valid at the horizon."""
        if horizon < 0:
            return
        prefix = ended(key)
        for place, _ in list(self._versions.scan(prefix, prefix + packed_ms(horizon + 1)))[:-1]:
            self._versions.delete(place)


class StreamVersionedTableJoin:
    """Inner or left join of a stream (left) with a versioned table (right).

    With `grace_ms`, stream records wait so long (in the time of the stream's own records) for late table records.
    """

    def __init__(self, kind: Kind, *, store: Store, history_retention_ms: int, grace_ms: int | None = None) -> None:
        if kind is Kind.OUTER:
            raise ValueError("a stream and a table have no outer join: a table's row is no event; use inner or left")
        self._keeps_left = kind is Kind.LEFT
        self._table = VersionedTable(Part(store, "table"), history_retention_ms=history_retention_ms)
        self._store = store
        self._waiting = Part(store, "waits")
        self._grace_ms = grace_ms

    def join(self, side: Side, record: Record) -> list[Joined]:
        """The results of one record: its own, or those of the records that now have waited long enough."""
        if side is Side.RIGHT:
            if record.key is not None:
                self._table.put(record.key, record.value, record.ts)
            return []
        if record.value is None or (record.key is None and not self._keeps_left):
            return []
        newest = self._read(_NEWEST, default=_NEVER)
        if record.key is None or self._grace_ms is None or record.ts < newest - self._grace_ms:
            return self._looked_up(record)
        self._wait(record.key, record.value, record.ts)
        newest = max(newest, record.ts)
        self._store.put(_NEWEST, packed_ms(newest))
        return [joined for waited in self._release(newest - self._grace_ms) for joined in self._looked_up(waited)]

    def _looked_up(self, record: Record) -> list[Joined]:
        found = None if record.key is None else self._table.look_up(record.key, record.ts)
        if found is None and not self._keeps_left:
            return []
        return [Joined(record.key, record.value, found, record.ts)]

    def _wait(self, key: bytes, value: bytes, ts: int) -> None:
        number = self._read(_ARRIVALS, default=0) + 1
        self._store.put(_ARRIVALS, packed_ms(number))
        self._waiting.put(packed_ms(ts) + ended(key) + packed_ms(number), packed_ms(len(key)) + key + value)

    def _release(self, until: int) -> list[Record]:
        """The records that waited, up to this time: by time, then key, then arrival."""
        if until < 0:
            return []
        released = []
        for place, stored in list(self._waiting.scan(b"", packed_ms(until + 1))):
            self._waiting.delete(place)
            cut = MS_BYTES + unpacked_ms(stored)
            released.append(Record(stored[MS_BYTES:cut], stored[cut:], unpacked_ms(place)))
        return released

    def _read(self, name: bytes, *, default: int) -> int:
        stored = self._store.get(name)
        return default if stored is None else unpacked_ms(stored)
