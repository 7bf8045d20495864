"""Sheets of Excel and LibreOffice: what stands in the cells as text, and rejected rows as a sheet of text cells."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from simpul.adapters.files.export import TableExport
from simpul.adapters.files.heads import FIRST_ROWS, Cells, Head, columns_missing, find_head
from simpul.adapters.files.line import Line, Unreadable
from simpul.adapters.files.rewritten import rewritten_head, rewritten_line
from simpul.adapters.quality import Finding

Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta

SHEET_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PRECISE = 15  # digits that a spreadsheet keeps of a number
EXACT = 2**53  # whole numbers below it are exact in a float


class SheetTable:
    """The first sheet of a workbook that has the head."""

    def __init__(self, path: Path, *, export: TableExport) -> None:
        """Find the sheet and its head.

        Raises:
            Unreadable: it is no workbook, or no sheet has all the columns.
        """
        self._columns = tuple(export.columns)
        try:
            self._sheet, self._head = _found(CalamineWorkbook.from_path(path), columns=self._columns)
        except (CalamineError, OSError):
            raise _no_workbook() from None
        self._cells = Cells(self._head, columns=self._columns)

    def lines(self) -> Iterator[Line]:
        """Every row but the head, numbered as in the sheet."""
        for index, row in enumerate(self._sheet.iter_rows()):
            if index < self._head.index:
                yield Line(index + 1, {})
            elif index > self._head.index:
                yield Line(index + 1, self._cells.of([shown(cell) for cell in row]))

    def returned_head(self) -> bytes:
        """The declared columns and that of the reason."""
        return rewritten_head(self._columns)

    def returned_line(self, line: Line, findings: Sequence[Finding]) -> bytes:
        """The declared cells and the reason."""
        return rewritten_line(line, findings, columns=self._columns)


def shown(cell: Cell) -> str:
    """The text of a cell; a number in the notation of offices, or as the power of ten that has lost its last digits."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return str(cell.replace(microsecond=0))
    return str(cell)


def _number(number: float) -> str:
    if not number.is_integer():
        return str(number).replace(".", ",")
    # Beyond 15 digits Excel has put noughts; a number that does not end in one was written by another program.
    if abs(number) >= EXACT or (abs(number) >= 10**PRECISE and int(number) % 10 == 0):
        return f"{number:.5E}"
    return str(int(number))


def _no_workbook() -> Unreadable:
    return Unreadable(
        "Berkas ini bukan buku kerja Excel, atau diberi kata sandi; simpan ulang sebagai XLSX tanpa kata sandi.\n"
        "This file is no workbook of Excel, or has a password; save it again as XLSX without password."
    )


def _found(book: CalamineWorkbook, *, columns: Sequence[str]) -> tuple[CalamineSheet, Head]:
    lacking = frozenset(columns)
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = ([shown(cell) for cell in row] for row in islice(sheet.iter_rows(), FIRST_ROWS))
        head = find_head(rows, columns=columns)
        if isinstance(head, Head):
            return sheet, head
        lacking = min(lacking, head, key=len)
    raise columns_missing(lacking)
