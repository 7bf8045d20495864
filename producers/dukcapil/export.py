"""The bytes of an export as lines of cells, whatever program of the office has written them."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from io import StringIO

from simpul.errors import SimpulError

DELIMITERS = ";,\t"


@dataclass(frozen=True, slots=True)
class Line:
    """One row by the columns of the head; the repr shows the number alone, as the cells are personal data."""

    number: int
    cells: dict[str, str]

    def __repr__(self) -> str:
        return f"Line({self.number})"

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_lines(content: bytes, *, columns: Collection[str], file: str) -> list[Line]:
    """The rows after the head, numbered as in the file; short rows are filled up, cells stripped.

    Args:
        content: UTF-8 with or without mark, else windows-1252, as older programs of offices write.
        columns: that the head must have.
        file: the name for messages.

    Raises:
        SimpulError: the head lacks a column.
    """
    text = _text(content)
    head_line = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head_line.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    head = [name.strip().upper() for name in next(reader, [])]
    missing = sorted(set(columns) - set(head))
    if missing:
        raise SimpulError(f"{file} has no column {', '.join(missing)} in its first line; export it again with all")
    lines = []
    start = reader.line_num + 1
    for row in reader:
        cells = [cell.strip() for cell in row] + [""] * (len(head) - len(row))
        lines.append(Line(start, dict(zip(head, cells, strict=False))))
        start = reader.line_num + 1
    return lines


def _text(content: bytes) -> str:
    # Valid UTF-8 with letters beyond ASCII is never windows-1252 by chance; the other way round nothing can be told.
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")
