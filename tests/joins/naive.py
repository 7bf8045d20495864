"""The joins once more, as plainly as their rules are written: all records in lists, all pairs looked at."""

from dataclasses import dataclass, field
from typing import NamedTuple

from simpul.joins import Joined, Kind, Record, Side, Window


class Seen(NamedTuple):
    """A record that has come, in the order of arrival."""

    side: Side
    key: bytes
    value: bytes
    ts: int
    number: int


def alone(side: Side, record: Record | Seen) -> Joined:
    """A result without a partner."""
    left, right = (record.value, None) if side is Side.LEFT else (None, record.value)
    return Joined(record.key, left, right, record.ts)


def pair(one: Seen, other: Seen) -> Joined:
    """The result of two records."""
    left, right = (one, other) if one.side is Side.LEFT else (other, one)
    return Joined(one.key, left.value, right.value, max(one.ts, other.ts))


@dataclass
class NaiveStreamStream:
    """Every record ever seen is kept; what a side still holds is worked out anew each time."""

    kind: Kind
    window: Window
    seen: list[Seen] = field(default_factory=list)
    held: list[Seen] = field(default_factory=list)
    waiting: list[Seen] = field(default_factory=list)
    stream_time: int = -1

    def keeps(self, side: Side) -> bool:
        """Whether records of this side come out alone."""
        return self.kind is Kind.OUTER or (self.kind is Kind.LEFT and side is Side.LEFT)

    def reach(self, side: Side) -> int:
        """How far after its own time a record of this side may meet a partner."""
        return self.window.after_ms if side is Side.LEFT else self.window.before_ms

    def newest(self, side: Side) -> int:
        """The newest time of a side's own records."""
        return max((one.ts for one in self.seen if one.side is side), default=-1)

    def match(self, one: Seen, other: Seen) -> bool:
        """Whether two records of different sides belong together."""
        left, right = (one, other) if one.side is Side.LEFT else (other, one)
        is_near = left.ts - self.window.before_ms <= right.ts <= left.ts + self.window.after_ms
        return one.key == other.key and one.side is not other.side and is_near

    def join(self, side: Side, record: Record) -> list[Joined]:
        """The results of one record."""
        is_newest = record.ts >= self.stream_time
        self.stream_time = max(self.stream_time, record.ts)
        if record.key is None or record.value is None:
            return [alone(side, record)] if record.value is not None and self.keeps(side) else []
        new = Seen(side, record.key, record.value, record.ts, len(self.seen))
        results: list[Joined] = []
        if is_newest:
            grace = self.window.grace_ms
            due = [one for one in self.waiting if one.ts + self.reach(one.side) + grace < self.stream_time]
            due.sort(key=lambda one: (one.ts, one.side is Side.LEFT, one.key, one.number))
            results += [alone(one.side, one) for one in due]
            self.waiting = [one for one in self.waiting if one not in due]
        kept = self.window.kept_ms
        there = [one for one in self.held if one.side is not side and one.ts > self.newest(one.side) - kept]
        partners = sorted((one for one in there if self.match(new, one)), key=lambda one: (one.ts, one.number))
        results += [pair(new, one) for one in partners]
        met = {(one.side, one.key, one.ts) for one in partners}
        self.waiting = [one for one in self.waiting if (one.side, one.key, one.ts) not in met]
        if not partners and self.keeps(side):
            if new.ts + self.reach(side) < self.stream_time:
                results.append(alone(side, new))
            else:
                self.waiting.append(new)
        self.seen.append(new)
        if new.ts > self.newest(side) - kept:
            self.held.append(new)
        return results


@dataclass
class NaiveTableTable:
    """Two dictionaries and the table of rules, read line by line."""

    kind: Kind
    tables: dict[Side, dict[bytes, tuple[bytes, int]]] = field(default_factory=lambda: {side: {} for side in Side})

    def join(self, side: Side, record: Record) -> list[Joined]:
        """The results of one record."""
        if record.key is None:
            return []
        other_side = Side.RIGHT if side is Side.LEFT else Side.LEFT
        had = self.tables[side].pop(record.key, None)
        if record.value is not None:
            self.tables[side][record.key] = (record.value, record.ts)
        other = self.tables[other_side].get(record.key)
        own_alone = self.kind is Kind.OUTER or (self.kind is Kind.LEFT and side is Side.LEFT)
        other_alone = self.kind is Kind.OUTER or (self.kind is Kind.LEFT and other_side is Side.LEFT)
        ts = record.ts if other is None else max(record.ts, other[1])
        own_value, other_value = record.value, None if other is None else other[0]
        if other is None:
            if not own_alone or (record.value is None and had is None):
                return []
        elif record.value is None and not other_alone:
            other_value = None
        left, right = (own_value, other_value) if side is Side.LEFT else (other_value, own_value)
        return [Joined(record.key, left, right, ts)]


@dataclass
class NaiveVersioned:
    """Every table record that was accepted; the look-up searches all of them."""

    kind: Kind
    history_ms: int
    grace_ms: int | None
    versions: list[Record] = field(default_factory=list)
    waiting: list[tuple[int, bytes, int, bytes]] = field(default_factory=list)
    newest_table: int = -1
    newest_stream: int = -1
    number: int = 0

    def join(self, side: Side, record: Record) -> list[Joined]:
        """The results of one record."""
        if side is Side.RIGHT:
            if record.key is not None and record.ts >= self.newest_table - self.history_ms:
                self.newest_table = max(self.newest_table, record.ts)
                place = (record.key, record.ts)
                self.versions = [one for one in self.versions if (one.key, one.ts) != place] + [record]
            return []
        if record.value is None or (record.key is None and self.kind is Kind.INNER):
            return []
        if record.key is None or self.grace_ms is None or record.ts < self.newest_stream - self.grace_ms:
            return self.looked_up(record)
        self.number += 1
        self.waiting.append((record.ts, record.key, self.number, record.value))
        self.newest_stream = max(self.newest_stream, record.ts)
        leaving = sorted(one for one in self.waiting if one[0] <= self.newest_stream - self.grace_ms)
        self.waiting = [one for one in self.waiting if one not in leaving]
        return [joined for ts, key, _, value in leaving for joined in self.looked_up(Record(key, value, ts))]

    def looked_up(self, record: Record) -> list[Joined]:
        """The result of a stream record with the version of its time."""
        known = sorted((one for one in self.versions if one.key == record.key), key=lambda one: one.ts)
        if record.ts < self.newest_table - self.history_ms:
            known = known[-1:]
        valid = [one for one in known if one.ts <= record.ts]
        value = valid[-1].value if valid and record.key is not None else None
        if value is None and self.kind is Kind.INNER:
            return []
        return [Joined(record.key, record.value, value, record.ts)]


@dataclass
class NaiveForeignKey:
    """Two dictionaries; the rules of each event, read line by line."""

    kind: Kind
    left: dict[bytes, tuple[bytes, bytes | None, int]] = field(default_factory=dict)
    right: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)

    def join(self, side: Side, record: Record, foreign_key: bytes | None) -> list[Joined]:
        """The results of one record; `foreign_key` is that of a left value."""
        if record.key is None:
            return []
        return self.from_left(record, record.key, foreign_key) if side is Side.LEFT else self.from_right(record)

    def from_left(self, record: Record, key: bytes, new: bytes | None) -> list[Joined]:
        """The result of a left record: at most one."""
        had = self.left.pop(key, None)
        old = had[1] if had else None
        if record.value is not None:
            self.left[key] = (record.value, new, record.ts)
        if record.value is None or new is None:
            return self.without_partner(record, key, old=old, had_row=had is not None)
        partner = self.right.get(new)
        ts = record.ts if partner is None else max(record.ts, partner[1])
        if partner is not None:
            return [Joined(key, record.value, partner[0], ts)]
        if self.kind is Kind.LEFT:
            return [Joined(key, record.value, None, ts)]
        return [Joined(key, None, None, ts)] if old not in {None, new} else []

    def without_partner(self, record: Record, key: bytes, *, old: bytes | None, had_row: bool) -> list[Joined]:
        """The result of a deletion, or of a row that names no partner."""
        if self.kind is Kind.LEFT:
            return [Joined(key, record.value, None, record.ts)] if record.value is not None or had_row else []
        if old is None:
            return []
        partner = self.right.get(old)
        return [Joined(key, None, None, record.ts if partner is None else max(record.ts, partner[1]))]

    def from_right(self, record: Record) -> list[Joined]:
        """The results of a right record: one for each left row with that foreign key."""
        if record.value is None:
            self.right.pop(record.key or b"", None)
        else:
            self.right[record.key or b""] = (record.value, record.ts)
        rows = sorted((key, row[0]) for key, row in self.left.items() if row[1] == record.key)
        if record.value is None and self.kind is Kind.INNER:
            return [Joined(key, None, None, record.ts) for key, _ in rows]
        return [Joined(key, value, record.value, record.ts) for key, value in rows]
