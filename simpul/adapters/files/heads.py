"""Where the head of a table stands among its first rows, and which cells of a row belong to which column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from simpul.adapters.files.line import Unreadable

FIRST_ROWS = 20  # titles above the head


@dataclass(frozen=True, slots=True)
class Head:
    """The row with the names of the columns.

    Attributes:
        index: of the row among the rows of the table, from 0.
        cells: as they stand there.
    """

    index: int
    cells: tuple[str, ...]

    def position(self, column: str) -> int | None:
        """Where a column stands; the first of several with the same name."""
        names = [plain(cell) for cell in self.cells]
        return names.index(column) if column in names else None


def plain(name: str) -> str:
    """A column's name in capitals with single blanks, as declarations say it."""
    return " ".join(name.upper().split())


def find_head(rows: Iterable[Sequence[str]], *, columns: Sequence[str]) -> Head | frozenset[str]:
    """The first row that has all the columns, or the columns that the best row lacks."""
    lacking = frozenset(columns)
    for index, cells in enumerate(rows):
        missing = frozenset(columns) - {plain(cell) for cell in cells}
        if not missing:
            return Head(index, tuple(cells))
        lacking = min(lacking, missing, key=len)
    return lacking


def columns_missing(lacking: Iterable[str]) -> Unreadable:
    """The file has no head with all the columns."""
    names = ", ".join(sorted(lacking))
    return Unreadable(
        f"Kolom {names} tidak ditemukan dalam {FIRST_ROWS} baris pertama; ekspor ulang dengan semua kolom.\n"
        f"The first {FIRST_ROWS} lines have no column {names}; export it again with all columns."
    )


class Cells:
    """Takes the declared columns out of a row."""

    def __init__(self, head: Head, *, columns: Sequence[str]) -> None:
        self._places = tuple((column, head.position(column) or 0) for column in columns)

    def of(self, row: Sequence[str]) -> Mapping[str, str]:
        """The cells by column; a row that is too short has empty ones."""
        length = len(row)
        return {column: row[at].strip() if at < length else "" for column, at in self._places}
