"""Counts of persons by group, which follow late news after they were emitted (flows.yaml R10)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar, cast

from simpul.events import Event
from simpul.flows.rows import Row
from simpul.flows.steps import Found, Opening, Step, never_resolved
from simpul.flows.tables import Indexed, Stream

E = TypeVar("E", bound=Event)

SHOWN_FROM = 5  # persons; a smaller group might name somebody


class Counted(NamedTuple):
    """How many persons: None while there are so few that the number is suppressed."""

    shown: int | None
    suppressed: bool


def counted(persons: int) -> Counted:
    """A number of persons as it may be told: 1 to 4 are suppressed."""
    return Counted(None, suppressed=True) if 0 < persons < SHOWN_FROM else Counted(persons, suppressed=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Generic[E]):
    """One case for each key of the stream `of`: how many persons (by the field `person`) have a row there.

    `at` is the instant of the first emission; it and `emits` are given any row of the group.
    """

    id: str
    of: Stream[E]
    person: str
    by: str  # the period of a group, as "month"
    at: Callable[[Row[E]], datetime]
    emits: Callable[[Row[E], Counted], Event]
    emitted: type[Event]

    def steps(self) -> tuple[Step, ...]:
        """The step as the engine takes it."""
        step = Step(
            id=self.id,
            join=f"tumbling {self.by} count",
            each=cast("Indexed[Event]", self.of),
            emits=(self.emitted,),
            wants=lambda _row, _found: (),
            opens=self._opens,
            resolves=never_resolved,
        )
        return (step,)

    def _opens(self, rows: Sequence[Row[Event]], _: Found) -> Iterable[Opening]:
        if rows:
            one = cast("Row[E]", rows[0])
            persons = len({getattr(row.event, self.person) for row in rows})
            yield Opening(self.emits(one, counted(persons)), tuple(rows), self.at(one))
