"""Two tables, the left of which names a key of the right: one row of the right meets many of the left.

The two sides live in different tasks, since a foreign key sends a left row to another partition. So the left side
*subscribes*: it sends its key, a digest of its value and the foreign key to the task of that key; the right side keeps
the subscription and *answers* it, then and whenever its row changes. An answer whose digest is no longer that of the
left row is stale and dropped (KIP-213).
"""

import struct
from collections.abc import Callable, Sequence
from enum import IntFlag
from hashlib import blake2b
from typing import NamedTuple

from simpul.joins.records import Joined, Kind, Record, Row, packed_row, unpacked_row
from simpul.state import Part, Store, after, ended, packed_parts, unpacked_parts

ForeignKey = Callable[[bytes], bytes | None]
DIGEST_BYTES = 16
_NUMBERS = struct.Struct(">qB")
_SUBSCRIPTION, _ANSWER = b"S", b"A"
_DELETED = b""


class Ask(IntFlag):
    """What a subscription asks of the right side."""

    KEEP = 1  # remember it: this row has that foreign key now
    ANSWER = 2  # answer in any case
    ANSWER_IF_FOUND = 4  # answer if there is such a row


class Subscription(NamedTuple):
    """From the left side to the task of the foreign key; `digest` is that of the left value, empty if it is deleted."""

    foreign_key: bytes
    key: bytes
    digest: bytes
    ts: int
    ask: Ask

    def to_bytes(self) -> bytes:
        """The subscription as a message to the task of its foreign key."""
        return packed_parts([_SUBSCRIPTION, *self[:3], _NUMBERS.pack(self.ts, self.ask)])


class Answer(NamedTuple):
    """From the right side back to the task of the left key; `value` is the right row's, None where there is none."""

    key: bytes
    digest: bytes
    value: bytes | None
    ts: int

    def to_bytes(self) -> bytes:
        """The answer as a message to the task of its key."""
        found = () if self.value is None else (self.value,)
        return packed_parts([_ANSWER, self.key, self.digest, _NUMBERS.pack(self.ts, 0), *found])


def read_message(message: bytes) -> Subscription | Answer:
    """What `to_bytes` of either has written."""
    kind, first, second, *rest = unpacked_parts(message)
    if kind == _SUBSCRIPTION:
        digest, numbers = rest
        ts, ask = _NUMBERS.unpack(numbers)
        return Subscription(first, second, digest, ts, Ask(ask))
    numbers, *found = rest
    return Answer(first, second, found[0] if found else None, _NUMBERS.unpack(numbers)[0])


class ForeignKeyLeft:
    """The left side: keeps its table, subscribes, and makes results of the answers."""

    def __init__(self, kind: Kind, *, store: Store, foreign_key: ForeignKey) -> None:
        if kind is Kind.OUTER:
            raise ValueError("a foreign-key join has no outer kind: a right row has no key of the left; use left")
        self._keeps_left = kind is Kind.LEFT
        self._table = Part(store, "left")
        self._foreign_key = foreign_key

    def change(self, record: Record) -> tuple[Sequence[Subscription], Sequence[Joined]]:
        """What a record of the left table sends to the right side, and the results that need no answer."""
        key = record.key
        if key is None:
            return (), ()
        before = unpacked_row(self._table.get(key))
        self._keep(key, record)
        old = None if before is None else self._foreign_key(before.value)
        new = None if record.value is None else self._foreign_key(record.value)
        digest = _DELETED if record.value is None else _digest(record.value)
        if new is None:
            return self._without_partner(record, key, old=old, had_row=before is not None, digest=digest)
        is_moved = old is not None and old != new
        asked = Ask.KEEP | (Ask.ANSWER if self._keeps_left or is_moved else Ask.ANSWER_IF_FOUND)
        subscribing = Subscription(new, key, digest, record.ts, asked)
        if old is None or not is_moved:
            return (subscribing,), ()
        return (Subscription(old, key, digest, record.ts, Ask(0)), subscribing), ()

    def answered(self, answer: Answer) -> list[Joined]:
        """The result of an answer; none if the left row has changed since it was asked for."""
        row = unpacked_row(self._table.get(answer.key))
        if answer.digest != (_DELETED if row is None else _digest(row.value)):
            return []
        is_pair = row is not None and (self._keeps_left or answer.value is not None)
        left = row.value if row is not None and is_pair else None
        return [Joined(answer.key, left, answer.value if is_pair else None, answer.ts)]

    def _keep(self, key: bytes, record: Record) -> None:
        if record.value is None:
            self._table.delete(key)
        else:
            self._table.put(key, packed_row(record.ts, record.value))

    def _without_partner(
        self, record: Record, key: bytes, *, old: bytes | None, had_row: bool, digest: bytes
    ) -> tuple[Sequence[Subscription], Sequence[Joined]]:
        """A deleted row, or one that names no partner: an inner pair ends by an answer, a left row stands alone."""
        if self._keeps_left:
            leaving = () if old is None else (Subscription(old, key, digest, record.ts, Ask(0)),)
            is_told = record.value is not None or had_row
            return leaving, (Joined(key, record.value, None, record.ts),) if is_told else ()
        return () if old is None else (Subscription(old, key, digest, record.ts, Ask.ANSWER),), ()


class ForeignKeyRight:
    """The right side: keeps its table and the subscriptions, and answers."""

    def __init__(self, *, store: Store) -> None:
        self._table = Part(store, "right")
        self._subscriptions = Part(store, "subscription")

    def subscribe(self, subscription: Subscription) -> list[Answer]:
        """The answer to a subscription, if it asks for one."""
        place = ended(subscription.foreign_key) + subscription.key
        if Ask.KEEP in subscription.ask:
            self._subscriptions.put(place, subscription.digest)
        else:
            self._subscriptions.delete(place)
        row = unpacked_row(self._table.get(subscription.foreign_key))
        if not (Ask.ANSWER in subscription.ask or (Ask.ANSWER_IF_FOUND in subscription.ask and row is not None)):
            return []
        is_deletion = Ask.KEEP not in subscription.ask
        value = None if row is None or is_deletion else row.value
        return [Answer(subscription.key, subscription.digest, value, _later(subscription.ts, row))]

    def change(self, record: Record) -> list[Answer]:
        """The answers that a record of the right table gives, by the left key."""
        if record.key is None:
            return []
        if record.value is None:
            self._table.delete(record.key)
        else:
            self._table.put(record.key, packed_row(record.ts, record.value))
        prefix = ended(record.key)
        subscribed = self._subscriptions.scan(prefix, after(prefix))
        return [Answer(place[len(prefix) :], digest, record.value, record.ts) for place, digest in subscribed]


def _later(ts: int, row: Row | None) -> int:
    return ts if row is None else max(ts, row.ts)


def _digest(value: bytes) -> bytes:
    return blake2b(value, digest_size=DIGEST_BYTES).digest()
