"""A step of a flow: which cases its standing rows make; nothing about how cases change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from simpul.events import Event
from simpul.flows.rows import Row
from simpul.flows.tables import Address, Indexed

Found = Mapping[Address, Sequence[Row[Event]]]  # the rows of the other side, by the addresses that were asked for


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that rows make: what it says, the rows it is made of, and from when it is due (None: at once)."""

    event: Event
    rows: tuple[Row[Event], ...]
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a step cannot use: the row, the reason code and the field (R15)."""

    row: Row[Event]
    reason_code: str
    field: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that was open and is no longer: what it said, the row of `each` it was made of, and the rows there now."""

    event: Event
    was: Row[Event]
    now: Sequence[Row[Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: a pure function from the standing rows of one address to the cases they make.

    `each` is where its cases come from: a table or stream, or the derived event types of steps before it (R9).
    `resolves` tells whether a case that is no longer open was resolved (R7); `by_cancellation` whether a cancellation
    may do that too.
    """

    id: str
    join: str
    each: Indexed[Event] | tuple[type[Event], ...]
    others: tuple[Indexed[Event], ...] = ()
    on: str = ""
    window: str = "none"
    emits: tuple[type[Event], ...]
    wants: Callable[[Row[Event], Found], Iterable[Address]]
    opens: Callable[[Sequence[Row[Event]], Found], Iterable[Opening | Flag]]
    resolves: Callable[[Ended, Found], bool]
    by_cancellation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a right row is a partner of a left one (R5), and until when one is waited for (R6)."""

    before: timedelta | None  # None: unlimited
    after: timedelta
    grace: timedelta = timedelta(0)

    @property
    def patience(self) -> timedelta:
        """How long after the left row's time its partner is missed."""
        return self.after + self.grace

    def admits(self, left: Row[Event], right: Row[Event]) -> bool:
        """Whether they are partners; there is no upper bound."""
        return self.before is None or right.registered_at >= left.registered_at - self.before

    def __str__(self) -> str:
        before = "any time" if self.before is None else f"{self.before.days} days"
        return f"{before} before, {self.after.days} days after, {self.grace.days} days of grace"


class Declared(Protocol):
    """One step of a flow as it is declared, by the kind of its join."""

    def steps(self) -> tuple[Step, ...]:
        """The same as the engine takes it: one step for each side whose rows make cases."""


def rows_at(addresses: Iterable[Address], found: Found) -> list[Row[Event]]:
    """The rows that were found at any of these addresses."""
    return [row for address in addresses for row in found.get(address, ())]


def never_resolved(_ended: Ended, _found: Found) -> bool:
    """For what nothing resolves: a case that ends is withdrawn."""
    return False
