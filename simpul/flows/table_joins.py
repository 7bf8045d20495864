"""Joins of tables, which follow both sides and know no time, and routes, which need no partner at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from simpul.events import Event
from simpul.flows.rows import Row
from simpul.flows.steps import Ended, Found, Opening, Step, never_resolved
from simpul.flows.tables import Address, Indexed, Table, newest

L = TypeVar("L", bound=Event)
R = TypeVar("R", bound=Event)
M = TypeVar("M", bound=Event)


def _never(_was: object, _now: object) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableJoin(Generic[L, R]):
    """A case for each row of `each` whose partner stands in `meets`, at the key that its field `on` names.

    With `through`, that field is one of the row found on the way: (table, field of `each` that names its key).

    `resolved_by` is given the row the case was made of and the one on top now, which may be none, and may hold for both
    being the same: then the case is not opened at all.
    """

    id: str
    each: Table[L]
    meets: Table[R]
    on: str
    emits: Callable[[L, R], Event]
    emitted: type[Event]
    when: Callable[[L, R], bool] = lambda _left, _right: True
    resolved_by: Callable[[L, L | None], bool] = _never
    by_cancellation: bool = False
    through: tuple[Indexed[Event], str] | None = None

    def steps(self) -> tuple[Step, ...]:
        """The step as the engine takes it."""
        left = cast("Indexed[Event]", self.each)
        others = (*(() if self.through is None else (self.through[0],)), cast("Indexed[Event]", self.meets))
        on = self.on if self.through is None else f"{self.through[1]}, then {self.on}"
        step = Step(
            id=self.id,
            join="table-table" if self.on in self.each.fields else "foreign-key table-table",
            each=left,
            others=others,
            on=on,
            emits=(self.emitted,),
            wants=self._wants,
            opens=self._opens,
            resolves=self._resolves,
            by_cancellation=self.by_cancellation,
        )
        return (step,)

    def _wants(self, row: Row[Event], found: Found) -> Iterator[Address]:
        holder: Row[Event] | None = row
        if self.through is not None:
            table, field = self.through
            between = table.at(getattr(row.event, field))
            if between is not None:
                yield between
            holder = None if between is None else newest(table, found.get(between, ()))
        partner = None if holder is None else self.meets.at(getattr(holder.event, self.on))
        if partner is not None:
            yield partner

    def _opens(self, rows: Sequence[Row[Event]], found: Found) -> Iterable[Opening]:
        for row in rows:
            *_, last = (None, *self._wants(row, found))
            meets = cast("Indexed[Event]", self.meets)
            partner = newest(meets, found.get(last, ())) if last is not None and last.name == meets.name else None
            left = cast("L", row.event)
            if partner is None or self.resolved_by(left, left):
                continue
            right = cast("R", partner.event)
            if self.when(left, right):
                yield Opening(self.emits(left, right), (row, *self._between(row, found), partner))

    def _between(self, row: Row[Event], found: Found) -> Iterator[Row[Event]]:
        if self.through is not None:
            table, field = self.through
            address = table.at(getattr(row.event, field))
            between = None if address is None else newest(table, found.get(address, ()))
            if between is not None:
                yield between

    def _resolves(self, ended: Ended, _: Found) -> bool:
        last = max(ended.now, key=lambda row: row.place, default=None)
        return self.resolved_by(cast("L", ended.was.event), None if last is None else cast("L", last.event))


def via(table: Indexed[M], field: str) -> tuple[Indexed[Event], str]:
    """A table on the way, and the field that names its key."""
    return cast("Indexed[Event]", table), field


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Generic[L]):
    """A case for each key of a table, as long as its row stands; nothing resolves it."""

    id: str
    each: Table[L]
    emits: Callable[[L], Event]
    emitted: type[Event]

    def steps(self) -> tuple[Step, ...]:
        """The step as the engine takes it."""
        step = Step(
            id=self.id,
            join="none (route)",
            each=cast("Indexed[Event]", self.each),
            emits=(self.emitted,),
            wants=lambda _row, _found: (),
            opens=self._opens,
            resolves=never_resolved,
        )
        return (step,)

    def _opens(self, rows: Sequence[Row[Event]], _: Found) -> Iterable[Opening]:
        return [Opening(self.emits(cast("L", row.event)), (row,)) for row in rows]
