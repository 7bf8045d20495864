"""What an adapter author says of a table that knows no change times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from simpul.adapters.quality import Finding
from simpul.events import Event

OfTable = TypeVar("OfTable", bound=Event)

Findings: TypeAlias = tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Generic[OfTable]):
    """An event that a row became, when it happened, and what should be looked at in the row."""

    event: OfTable
    occurred_at: datetime
    registered_at: datetime
    region_code: str | None = None
    warnings: Findings = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[OfTable]):
    """A row that is new, or is no longer what it was.

    Attributes:
        row: its columns by name.
        before: the last event of it; None for a new row, and always where no deletions are said.
        version: 1 for the first event of the row, and so on.
        noticed_at: when it was read; the time of a row that knows none.
    """

    row: Mapping[str, object]
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
        select: read this instead of all columns of the table; a change of what it leaves out is no change.
        event: the class of its events.
        says: the event of a row, or why there is none.
        says_deleted: the event that takes the last one back, told it and when it was noticed; None from it says
            nothing of this row, and None instead of it nothing of any: then no events are remembered.
        flagged: the class of `DataQualityFlagged`.
        loss: the share of rows beyond which a loss is asked about.
    """

    system: int
    table: str
    key: tuple[str, ...]
    event: type[OfTable]
    says: Callable[[Change[OfTable]], Said[OfTable] | Findings]
    flagged: type[Event]
    says_deleted: Callable[[OfTable, datetime], Said[OfTable] | None] | None = None
    select: str | None = None
    loss: float = 0.05
