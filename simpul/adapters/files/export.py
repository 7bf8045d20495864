"""What the author of an adapter declares of an export: what it must hold, and what its rows mean."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from simpul.adapters.mapping import Row, Said
from simpul.adapters.quality import Finding

Told: TypeAlias = Said | Finding
Mapping: TypeAlias = Callable[[Row], Iterable[Told]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableExport:
    """A table: CSV, a sheet of Excel, or dBase, told by the ending of the file.

    Attributes:
        system: id of the source system.
        table: its name in the ids of events; never changed, or everything is said again.
        columns: those that the head must have, in capitals; others are ignored.
        told_by: a row in which all of these are empty is a title, a blank line or a total.
        mapping: what a row says; `Rejected` ends it, and nothing of the row is published.
        niks: columns that a spreadsheet may have cut as a whole.
        encoding: of a text file, where it is known and detection goes wrong.
    """

    system: int
    table: str
    columns: Sequence[str]
    told_by: Sequence[str]
    mapping: Mapping
    niks: Sequence[str] = ()
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentExport:
    """Records in one JSON document.

    Attributes:
        system: id of the source system.
        table: its name in the ids of events; never changed, or everything is said again.
        records: the name of the list that holds them.
        mapping: what a record and its parts say; a `Finding` that is yielded rejects a part alone.
    """

    system: int
    table: str
    records: str
    mapping: Mapping


Export: TypeAlias = TableExport | DocumentExport
