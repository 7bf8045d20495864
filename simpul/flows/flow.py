"""A flow: its tables and streams, and its steps in the order in which they build on each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from simpul.errors import StreamError
from simpul.events import Event
from simpul.flows.steps import Declared, Step
from simpul.flows.tables import Address, Indexed, Table
from simpul.runtime import Picture, PicturedJoin, PicturedTable


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One row of flows.yaml.

    `cancellers` are event types that only ever cancel others; `flags` makes the event that reports what a step cannot
    use, of its source_ref, reason code and field (R15).
    """

    id: str
    title: str
    declared: tuple[Declared, ...]
    cancellers: tuple[type[Event], ...] = ()
    flags: Callable[[str, str, str], Event] | None = None
    steps: tuple[Step, ...] = field(init=False)
    tables: Mapping[str, Indexed[Event]] = field(init=False)
    _steps_at: Mapping[str, tuple[Step, ...]] = field(init=False)

    def __post_init__(self) -> None:
        steps = tuple(step for one in self.declared for step in one.steps())
        object.__setattr__(self, "steps", steps)
        tables: dict[str, Indexed[Event]] = {}
        for table in _indexed(steps):
            if tables.setdefault(table.name, table) is not table:
                raise StreamError(f"flow {self.id} has two tables or streams of the name {table.name}; rename one")
        object.__setattr__(self, "tables", tables)
        object.__setattr__(self, "_steps_at", {name: tuple(_made_at(name, steps)) for name in tables})

    @property
    def reads(self) -> tuple[str, ...]:
        """The event types that come in."""
        types = {one.event_type for table in self.tables.values() for one in table.of}
        return tuple(sorted(types | {one.event_type for one in self.cancellers}))

    @property
    def emits(self) -> tuple[type[Event], ...]:
        """The event types of its cases, each once."""
        return tuple(dict.fromkeys(one for step in self.steps for one in step.emits))

    def picture(self) -> Picture:
        """The flow as `simpul topology` shows it."""
        tables = tuple(
            PicturedTable(
                name=table.name,
                kind="table" if isinstance(table, Table) else "stream",
                of=tuple(one.event_type for one in table.of),
                key=table.note if callable(table.key) else ", ".join(table.key),
            )
            for table in self.tables.values()
        )
        return Picture(tables, tuple(_pictured(step) for step in self.steps))

    def steps_at(self, address: Address) -> tuple[Step, ...]:
        """The steps whose cases are made at an address, those that build on others after them."""
        return self._steps_at[address.name]


def _made_at(table: str, steps: Iterable[Step]) -> Iterator[Step]:
    made: set[type[Event]] = set()
    for step in steps:
        is_here = made.issuperset(step.each) if isinstance(step.each, tuple) else step.each.name == table
        if is_here:
            made.update(step.emits)
            yield step


def _pictured(step: Step) -> PicturedJoin:
    own = tuple(one.event_type for one in step.each) if isinstance(step.each, tuple) else (step.each.name,)
    return PicturedJoin(
        name=step.id,
        join=step.join,
        reads=(*own, *(table.name for table in step.others)),
        on=step.on,
        window="" if step.window == "none" else step.window,
        emits=tuple(one.event_type for one in step.emits),
    )


def _indexed(steps: Iterable[Step]) -> Iterable[Indexed[Event]]:
    for step in steps:
        if not isinstance(step.each, tuple):
            yield step.each
        yield from step.others
