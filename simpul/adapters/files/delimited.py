"""CSV, whatever its delimiter and encoding: rows with their original text, read line by line."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from io import StringIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from simpul.adapters.files.encoding import encoding_of
from simpul.adapters.files.export import TableExport
from simpul.adapters.files.heads import FIRST_ROWS, Cells, Head, columns_missing, find_head
from simpul.adapters.files.line import REASON_COLUMN, Line, Unreadable
from simpul.adapters.mapping import explained
from simpul.adapters.quality import Finding

DELIMITERS = ";,\t|"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

Cut: TypeAlias = tuple[int, str, list[str]]  # number of the first line, text with line ends, cells

_MEANINGLESS = re.compile("[\ud800-\udfff]")


class DelimitedTable:
    """A CSV file."""

    def __init__(self, path: Path, *, export: TableExport) -> None:
        """Find encoding, delimiter and head.

        Raises:
            Unreadable: no head has all the columns.
        """
        self._path = path
        self._encoding = encoding_of(path, declared=export.encoding)
        self._delimiter, self._head = self._understood(export)
        self._cells = Cells(self._head, columns=export.columns)
        self._reason_at = self._head.position(REASON_COLUMN)

    def lines(self) -> Iterator[Line]:
        """Every line but the head, numbered as in the file."""
        for index, (number, text, row) in enumerate(self._cut()):
            if index < self._head.index:
                yield Line(number, {}, text)
            elif index > self._head.index:
                yield Line(number, self._cells.of(row if text.isascii() else _meaningful(row)), text)

    def returned_head(self) -> bytes:
        """The head as it stands, with one more column."""
        _, text, row = next(islice(self._cut(), self._head.index, None))
        return self._encoding.mark + self._with_reason(text, row, REASON_COLUMN)

    def returned_line(self, line: Line, findings: Sequence[Finding]) -> bytes:
        """The row as it stands, with the reason in the last column."""
        row = next(csv.reader(StringIO(line.original, newline=""), delimiter=self._delimiter), [])
        return self._with_reason(line.original, row, explained(findings))

    def _with_reason(self, text: str, row: list[str], reason: str) -> bytes:
        body, end = _apart(text)
        width = len(self._head.cells)
        if self._reason_at is not None:  # it was rejected before, and has a reason already
            kept = [cell for at, cell in enumerate(row) if at != self._reason_at]
            body, width = _joined(kept, self._delimiter), width - 1
            row = kept
        filling = self._delimiter * max(1, width - len(row) + 1)
        return self._encoding.encode(body + filling + _joined([reason], self._delimiter) + end)

    def _understood(self, export: TableExport) -> tuple[str, Head]:
        lacking = frozenset(export.columns)
        for delimiter in DELIMITERS:
            head = find_head(self._first_rows(delimiter), columns=export.columns)
            if isinstance(head, Head):
                return delimiter, head
            lacking = min(lacking, head, key=len)
        raise columns_missing(lacking)

    def _first_rows(self, delimiter: str) -> Iterator[list[str]]:
        with suppress(Unreadable):  # what cannot be read below the head is told when it is come to
            for _, _, row in islice(self._rows(delimiter, strict=False), FIRST_ROWS):
                yield row

    def _cut(self) -> Iterator[Cut]:
        return self._rows(self._delimiter, strict=True)

    def _rows(self, delimiter: str, *, strict: bool) -> Iterator[Cut]:
        with self._path.open("rb") as file:
            file.seek(len(self._encoding.mark))
            with TextIOWrapper(file, encoding=self._encoding.codec, errors=self._encoding.errors, newline="") as text:
                yield from _cut(text, delimiter=delimiter, strict=strict)


def _cut(text: Iterable[str], *, delimiter: str, strict: bool) -> Iterator[Cut]:
    """The rows of the lines of a text.

    Raises:
        Unreadable: a quotation mark is misplaced, or the letters are not those of the encoding.
    """
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in text:
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, strict=strict)
    number = 1
    try:
        for row in reader:
            yield number, "".join(taken), row
            number += len(taken)
            taken.clear()
    except (csv.Error, UnicodeDecodeError):
        raise Unreadable(
            f"Baris {number} tidak dapat dibaca: tanda kutip tidak ditutup, atau hurufnya rusak; perbaiki dan kirim "
            f"ulang berkas ini.\n"
            f"Line {number} cannot be read: a quotation mark is not closed, or its letters are damaged; correct it "
            f"and drop the file again."
        ) from None


def _meaningful(row: Iterable[str]) -> list[str]:
    return [_MEANINGLESS.sub(REPLACEMENT, cell) for cell in row]


def _apart(text: str) -> tuple[str, str]:
    body = text.rstrip("\r\n")
    return body, text[len(body) :] or "\r\n"


def _joined(cells: Iterable[str], delimiter: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()
