"""Look-ups of derived events in reference tables, which do not change while a worker runs (flows.yaml R4, R9, R15)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from simpul.events import Event
from simpul.flows.rows import Row
from simpul.flows.steps import Flag, Found, Opening, Step, never_resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """A case for each case of the steps before whose row the reference table has; others are flagged."""

    id: str
    each: tuple[type[Event], ...]
    table: str
    on: str
    emits: Callable[[Event], Event | None]
    emitted: type[Event]
    flag: str  # reason code for what the table does not have

    def steps(self) -> tuple[Step, ...]:
        """The step as the engine takes it."""
        step = Step(
            id=self.id,
            join=f"stream-table {self.table}",
            each=self.each,
            on=self.on,
            emits=(self.emitted,),
            wants=lambda _row, _found: (),
            opens=self._opens,
            resolves=never_resolved,
        )
        return (step,)

    def _opens(self, rows: Sequence[Row[Event]], _: Found) -> Iterable[Opening | Flag]:
        for row in rows:
            event = self.emits(row.event)
            yield Flag(row, self.flag, self.on) if event is None else Opening(event, (row,))
