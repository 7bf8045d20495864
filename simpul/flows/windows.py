"""Joins of streams in a window: a row meets its partner, or is missed at its deadline (flows.yaml R5, R6)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar, cast

from simpul.events import Event
from simpul.flows.rows import Row
from simpul.flows.steps import Ended, Found, Opening, Step, Window, never_resolved, rows_at
from simpul.flows.tables import Address, Indexed, Stream

L = TypeVar("L", bound=Event)
R = TypeVar("R", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOuter(Generic[L, R]):
    """A case for each row of `each` that has no partner in `awaits` by its deadline; a partner resolves it."""

    id: str
    each: Stream[L]
    awaits: Indexed[R]
    on: str
    window: Window
    emits: Callable[[L], Event]
    emitted: type[Event]

    def steps(self) -> tuple[Step, ...]:
        """The step as the engine takes it."""
        step = Step(
            id=self.id,
            join="stream-stream left outer",
            each=cast("Indexed[Event]", self.each),
            others=(cast("Indexed[Event]", self.awaits),),
            on=self.on,
            window=str(self.window),
            emits=(self.emitted,),
            wants=self._wants,
            opens=self._opens,
            resolves=lambda ended, found: any(self._partners(row, found) for row in ended.now),
        )
        return (step,)

    def _wants(self, row: Row[Event], _: Found) -> Iterator[Address]:
        address = self.awaits.at(getattr(row.event, self.on))
        if address is not None:
            yield address

    def _opens(self, rows: Sequence[Row[Event]], found: Found) -> Iterable[Opening]:
        for row in rows:
            if not self._partners(row, found):
                yield Opening(self.emits(cast("L", row.event)), (row,), row.registered_at + self.window.patience)

    def _partners(self, row: Row[Event], found: Found) -> list[Row[Event]]:
        return [one for one in rows_at(self._wants(row, found), found) if self.window.admits(row, one)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullOuter(Generic[L, R]):
    """Left and right rows that meet on a key; what is missing on either side is told at its deadline.

    The cases of a meeting and of a missing left row belong to the right row, so `right` is keyed as they are;
    `left_by_key` and `right_by_key` are both sides by the field `on`. Nothing resolves those two.
    """

    id: str
    left_by_key: Stream[L]
    right: Stream[R]
    right_by_key: Stream[R]
    on: str
    window: Window
    right_patience: timedelta
    matched: Callable[[L, R], Event]
    left_only: Callable[[L], Event]
    right_only: Callable[[R], Event]
    emitted: tuple[type[Event], type[Event], type[Event]]  # in that order

    def steps(self) -> tuple[Step, ...]:
        """The steps as the engine takes them: that of the left rows and that of the right ones."""
        matched, left_only, right_only = self.emitted
        missed = LeftOuter(
            id=self.id,
            each=self.left_by_key,
            awaits=self.right_by_key,
            on=self.on,
            window=self.window,
            emits=self.left_only,
            emitted=left_only,
        )
        of_right = Step(
            id=self.id,
            join="stream-stream full outer",
            each=cast("Indexed[Event]", self.right),
            others=(cast("Indexed[Event]", self.left_by_key),),
            on=self.on,
            window=f"{self.window}; {self.right_patience.days} days for the right side alone",
            emits=(matched, right_only),
            wants=self._wants,
            opens=self._opens,
            resolves=never_resolved,
        )
        return (*missed.steps(), of_right)

    def _wants(self, row: Row[Event], _: Found) -> Iterator[Address]:
        address = self.left_by_key.at(getattr(row.event, self.on))
        if address is not None:
            yield address

    def _opens(self, rows: Sequence[Row[Event]], found: Found) -> Iterable[Opening]:
        for row in rows:
            right = cast("R", row.event)
            partners = [one for one in rows_at(self._wants(row, found), found) if self.window.admits(one, row)]
            earliest = min(partners, key=lambda one: one.place, default=None)
            if earliest is not None:
                yield Opening(self.matched(cast("L", earliest.event), right), (row, earliest))
            else:
                yield Opening(self.right_only(right), (row,), self._missed_at(row))

    def _missed_at(self, row: Row[Event]) -> datetime | None:
        can_meet = getattr(row.event, self.on) is not None
        return row.registered_at + self.right_patience if can_meet else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines(Generic[L, R]):
    """A case for each item of a derived event that has no partner by the item's deadline; a partner resolves it.

    `items` gives the event of each item and when it is due; `is_partner` tells the partners of one.
    """

    id: str
    each: type[L]
    awaits: Stream[R]
    on: tuple[str, ...]  # fields of the derived event that may name a partner's key
    window: str
    items: Callable[[L], Iterable[tuple[Event, datetime]]]
    is_partner: Callable[[Event, R], bool]
    emitted: type[Event]

    def steps(self) -> tuple[Step, ...]:
        """The step as the engine takes it."""
        step = Step(
            id=self.id,
            join="stream-stream left outer, a timer an item",
            each=(self.each,),
            others=(cast("Indexed[Event]", self.awaits),),
            on=" or ".join(self.on),
            window=self.window,
            emits=(self.emitted,),
            wants=self._wants,
            opens=self._opens,
            resolves=self._resolves,
        )
        return (step,)

    def _wants(self, row: Row[Event], _: Found) -> Iterator[Address]:
        for field in self.on:
            address = self.awaits.at(getattr(row.event, field))
            if address is not None:
                yield address

    def _opens(self, rows: Sequence[Row[Event]], found: Found) -> Iterable[Opening]:
        for row in rows:
            for event, due in self.items(cast("L", row.event)):
                if not self._has_partner(event, row, found):
                    yield Opening(event, (row,), due)

    def _resolves(self, ended: Ended, found: Found) -> bool:
        return any(self._has_partner(ended.event, row, found) for row in ended.now)

    def _has_partner(self, item: Event, row: Row[Event], found: Found) -> bool:
        rows = rows_at(self._wants(row, found), found)
        return any(self.is_partner(item, cast("R", one.event)) for one in rows)
