"""What every kind of file is read as: lines of cells, and what is written back of those that were rejected."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from simpul.adapters.quality import Finding, Place

REASON_COLUMN = "ALASAN"  # what a rejected row says besides itself


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file; the repr shows its place alone, as the cells are personal data.

    Attributes:
        place: line number as in the file, or the path of a record in a document.
        cells: by declared column; none at all for a title above the head. Those of a table are text.
        original: the row as it stands in the file, with its line end; empty for what is no text file.
    """

    place: Place
    cells: Mapping[str, object]
    original: str = ""

    def __repr__(self) -> str:
        return f"Line({self.place})"


class Unreadable(Exception):  # an outcome of a file, not an error of the program
    """The file is not what was declared; the text tells the clerk why, in Indonesian and in English."""


class Opened(Protocol):
    """A file whose head has been understood."""

    def lines(self) -> Iterator[Line]:
        """Every line but the head, in the order of the file; each call begins anew.

        Raises:
            Unreadable: from here on the file cannot be read.
        """

    def returned_head(self) -> bytes:
        """What the file of rejected rows begins with, as long as it grows."""

    def returned_line(self, line: Line, findings: Sequence[Finding]) -> bytes:
        """What is added to it for a line."""


class Ending(Protocol):
    """What becomes of the rejected rows of one kind of file when it has been read."""

    def name(self, name: str) -> str:
        """What the clerk's file is called, by the name of the file that was dropped."""

    def write(self, grown: Path, finished: Path) -> None:
        """Write the clerk's file from the one that has grown with the reading."""
