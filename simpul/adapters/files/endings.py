"""What the clerk gets of the rejected rows: the same kind of file, to be corrected and dropped again."""

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from simpul.adapters.files.rewritten import DELIMITER

AS_TEXT = "@"  # the number format of Excel for text


@dataclass(frozen=True, slots=True)
class AsItIs:
    """A text file that is complete as it has grown.

    Attributes:
        suffix: the ending of its name, where it is another than that of the file dropped.
    """

    suffix: str | None = None

    def name(self, name: str) -> str:
        """The name, with this ending."""
        return name if self.suffix is None else str(Path(name).with_suffix(self.suffix))

    def write(self, grown: Path, finished: Path) -> None:
        """A copy."""
        shutil.copyfile(grown, finished)


@dataclass(frozen=True, slots=True)
class AsSheet:
    """A sheet in which every cell is text, so that Excel does not damage the numbers again."""

    def name(self, name: str) -> str:
        """The name, ending in .xlsx."""
        return str(Path(name).with_suffix(".xlsx"))

    def write(self, grown: Path, finished: Path) -> None:
        """The rows of the CSV that has grown."""
        book = xlsxwriter.Workbook(finished, {"constant_memory": True})
        as_text = book.add_format({"num_format": AS_TEXT})
        sheet = book.add_worksheet()
        with grown.open(encoding="utf-8-sig", newline="") as rows:
            for at, row in enumerate(csv.reader(rows, delimiter=DELIMITER)):
                for column, cell in enumerate(row):
                    sheet.write_string(at, column, cell, as_text)
        book.close()


@dataclass(frozen=True, slots=True)
class AsDocument:
    """A JSON document with the rejected records only.

    Attributes:
        records: the name of their list.
    """

    records: str

    def name(self, name: str) -> str:
        """The same name."""
        return name

    def write(self, grown: Path, finished: Path) -> None:
        """The records, of which each line has one."""
        with grown.open(encoding="utf-8") as lines:
            document = {self.records: [json.loads(line) for line in lines]}
        finished.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8", errors="replace")
