"""Rejected rows of what is no text file, as CSV that Excel in Indonesian opens by a double click."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from io import StringIO

from simpul.adapters.files.line import REASON_COLUMN, Line
from simpul.adapters.mapping import explained
from simpul.adapters.quality import Finding

DELIMITER = ";"


def rewritten_head(columns: Sequence[str]) -> bytes:
    """The declared columns and that of the reason."""
    return BOM_UTF8 + _row([*columns, REASON_COLUMN])


def rewritten_line(line: Line, findings: Iterable[Finding], *, columns: Sequence[str]) -> bytes:
    """The declared cells of a line and the reason."""
    return _row([*(str(line.cells[column]) for column in columns), explained(findings)])


def _row(cells: Sequence[str]) -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=DELIMITER).writerow(cells)
    return out.getvalue().encode()
