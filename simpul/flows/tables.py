"""Where rows stand: tables, which show the newest row of a key, and streams, which show all of them (R3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from simpul.events import Event
from simpul.flows.rows import Row

E = TypeVar("E", bound=Event)
E_co = TypeVar("E_co", bound=Event, covariant=True)

SEPARATOR = "|"

KeyOf = Callable[[Row[E]], Iterable[object]]


class Address(NamedTuple):
    """One key of one table or stream; its rows are kept together, in the task of the key's first part."""

    name: str
    key: str

    @property
    def place(self) -> bytes:
        """What decides the task."""
        return self.key.partition(SEPARATOR)[0].encode()


@dataclass(frozen=True, kw_only=True)
class Indexed(Generic[E]):
    """Rows of some event types by a key; a row with a part of its key missing is not in it (null matches nothing).

    `key` is the names of fields, or a function of the row where a part of the key is no field.
    """

    name: str
    of: tuple[type[E], ...]
    key: tuple[str, ...] | KeyOf[E]
    deletes: Callable[[E], bool] | None = None  # such a row on top means that the key is absent
    note: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the key, as far as they are fields."""
        return self.key if isinstance(self.key, tuple) else ()

    def address(self, row: Row[E]) -> Address | None:
        """Where a row stands."""
        parts = [getattr(row.event, field) for field in self.key] if isinstance(self.key, tuple) else self.key(row)
        return self.at(*parts)

    def at(self, *parts: object) -> Address | None:
        """The address of a key; None if a part is missing."""
        texts = [_text(part) for part in parts if part is not None]
        return Address(self.name, SEPARATOR.join(texts)) if len(texts) == len(parts) else None

    def reads(self, event: Event) -> bool:
        """Whether rows of this event stand here."""
        return isinstance(event, self.of)


class Table(Indexed[E]):
    """Shows the newest row of a key."""


class Stream(Indexed[E]):
    """Shows every row of a key."""


def newest(table: Indexed[E], rows: Iterable[Row[E]]) -> Row[E] | None:
    """The state of a key: its newest row; None where there is none, or where that one deletes."""
    last = max(rows, key=lambda row: row.place, default=None)
    if last is None or (table.deletes is not None and table.deletes(last.event)):
        return None
    return last


def _text(part: object) -> str:
    return part.isoformat() if isinstance(part, date) else str(part)
