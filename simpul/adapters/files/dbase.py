"""Tables of dBase and FoxPro."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import dbf  # type: ignore[import-untyped]  # it ships no types

from simpul.adapters.files.export import TableExport
from simpul.adapters.files.heads import Cells, Head, columns_missing, find_head
from simpul.adapters.files.line import Line, Unreadable
from simpul.adapters.files.rewritten import rewritten_head, rewritten_line
from simpul.adapters.files.sheet import shown
from simpul.adapters.quality import Finding

Cell: TypeAlias = str | int | float | Decimal | bool | date | None

DBASE_SUFFIXES = (".dbf",)
FALLBACK = "cp1252"  # where the table does not say its code page
NONE_SAID = 0
NAME_LENGTH = 10


class DbaseTable:
    """A DBF file; what was deleted in it is not read."""

    def __init__(self, path: Path, *, export: TableExport) -> None:
        """Find the columns.

        Raises:
            Unreadable: it is no such table, or has not all the columns.
        """
        self._columns = tuple(export.columns)
        self._table = _table(path, codepage=export.encoding)
        whole = {_cut(column): column for column in self._columns}
        names = [whole.get(name.upper(), name) for name in self._table.field_names]
        head = find_head([names], columns=self._columns)
        if not isinstance(head, Head):
            raise columns_missing(head)
        self._cells = Cells(head, columns=self._columns)

    def lines(self) -> Iterator[Line]:
        """Every record that is not deleted, numbered from 1 with the deleted ones."""
        with closing(self._table.open(dbf.READ_ONLY)) as table:  # as a context manager it would open it for writing
            for number in range(1, len(table) + 1):
                try:
                    record = table[number - 1]
                    cells = [_shown(cell) for cell in record]
                except (dbf.DbfError, ValueError):
                    raise _damaged(number) from None
                if not dbf.is_deleted(record):
                    yield Line(number, self._cells.of(cells))

    def returned_head(self) -> bytes:
        """The declared columns and that of the reason."""
        return rewritten_head(self._columns)

    def returned_line(self, line: Line, findings: Sequence[Finding]) -> bytes:
        """The declared cells and the reason."""
        return rewritten_line(line, findings, columns=self._columns)


def _cut(column: str) -> str:
    """What dBase leaves of a column's name."""
    return column.replace(" ", "_")[:NAME_LENGTH]


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    return shown(cell)


def _damaged(number: int) -> Unreadable:
    return Unreadable(
        f"Rekaman {number} rusak; ekspor ulang sebagai CSV.\nRecord {number} is damaged; export it again as CSV."
    )


def _table(path: Path, *, codepage: str | None) -> "dbf.Table":
    try:
        with path.open("rb") as file:
            said = file.read(30)[29]
        table = dbf.Table(
            str(path), codepage=codepage or (FALLBACK if said == NONE_SAID else None), unicode_errors="replace"
        )
    except (dbf.DbfError, OSError, IndexError, ValueError):
        raise Unreadable(
            "Berkas ini bukan tabel dBase, atau berkas memonya tidak ada; ekspor ulang sebagai CSV.\n"
            "This file is no table of dBase, or its memo file is missing; export it again as CSV."
        ) from None
    table.close()
    return table
