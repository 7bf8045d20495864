"""What an adapter author says of a table that knows no change times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from simpul.adapters.mapping import Row, Said
from simpul.events import Event

OfTable = TypeVar("OfTable", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[OfTable]):
    """A row that is new, or is no longer what it was.

    Attributes:
        row: to be read with the words of a mapping.
        cells: its columns as the database gives them, for numbers and dates that need no reading.
        before: the last event of it; None for a new row, and always where no deletions are said.
        version: 1 for the first event of the row, and so on.
        noticed_at: when it was read; the time of a row that knows none.
    """

    row: Row
    cells: Mapping[str, object]
    before: OfTable | None
    version: int
    noticed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedTable(Generic[OfTable]):
    """A table or query, and what its rows mean.

    Attributes:
        system: id of the source system.
        table: its name, if need be behind its schema and a dot; it is part of the ids of the events.
        key: the columns that tell its rows apart, never null, of whole numbers, text, dates or UUIDs.
        place: the column by which people find a row that is flagged; never a number of a person.
        select: read this instead of all columns of the table; a change of what it leaves out is no change.
        event: the class of its events.
        says: the event of a row; raises `Rejected` where there is none.
        says_deleted: the event that takes the last one back, told it and when it was noticed; None from it says
            nothing of this row, and None instead of it nothing of any: then no events are remembered.
        every: the pause between two rounds.
        loss: the share of rows beyond which a loss is asked about.
    """

    system: int
    table: str
    key: tuple[str, ...]
    place: str
    event: type[OfTable]
    says: Callable[[Change[OfTable]], Said]
    says_deleted: Callable[[OfTable, datetime], OfTable | None] | None = None
    select: str | None = None
    every: timedelta = timedelta(hours=1)
    loss: float = 0.05
