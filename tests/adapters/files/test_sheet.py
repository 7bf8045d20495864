"""A sheet is read as what its cells show, and a number that Excel has cut is never taken for a good one."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from simpul.adapters.files import TableExport, Unreadable
from simpul.adapters.files.sheet import SheetTable, shown
from simpul.numbers import check_nik

EXPORT = TableExport(system=1, table="t", columns=("NIK", "NILAI"), told_by=("NIK",), mapping=lambda _: ())


def workbook(path: Path, *sheets: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(at, column, cell)
    return path


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("3508990107500001", "3508990107500001"),
        (3508990107500001.0, "3508990107500001"),  # of a program: Excel would have put a nought at the end
        (3508990107500000.0, "3.50899E+15"),
        (350806000399900450.0, "3.50806E+17"),
        (200.0, "200"),
        (150.5, "150,5"),
        (1.125, "1,125"),
        (date(2019, 12, 1), "2019-12-01"),
        (datetime(2019, 12, 1, 8, 15), "2019-12-01 08:15:00"),  # noqa: DTZ001  # as a sheet has it
        (True, "True"),
    ],
)
def test_a_cell_becomes_the_text_an_office_would_write(cell: str | float | date, text: str) -> None:
    assert shown(cell) == text


def test_a_nik_that_excel_has_cut_is_rejected() -> None:
    checked = check_nik(shown(float("350899010750" + "0120")), districts=())

    assert checked.rejection == "NIK_EXCEL_DAMAGED"


def test_rows_have_the_numbers_of_the_sheet_and_days_are_days(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [["Catatan"]],
        [[], ["", "DATA"], ["", "Nilai", "nik"], ["", date(2019, 12, 1), "3508990107500001"], [], ["", 1.5, "x"]],
    )

    lines = list(SheetTable(path, export=EXPORT).lines())

    assert [(line.place, dict(line.cells)) for line in lines] == [
        (1, {}),
        (2, {}),
        (4, {"NIK": "3508990107500001", "NILAI": "2019-12-01"}),
        (5, {"NIK": "", "NILAI": ""}),
        (6, {"NIK": "x", "NILAI": "1,5"}),
    ]


@pytest.mark.parametrize("content", [b"NIK;NILAI\n1;2\n", b"PK\x03\x04 not at all"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match="no workbook"):
        SheetTable(path, export=EXPORT)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["NIK", "NILAI"], ["1", "2"]])
    content = path.read_bytes()
    at = content.index(b"sheet1.xml") + 20
    path.write_bytes(content[:at] + b"\xff" * 20 + content[at + 20 :])

    with pytest.raises(Unreadable, match="no workbook"):
        SheetTable(path, export=EXPORT)


def test_a_workbook_without_the_columns_is_refused_with_their_names(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["NIK", "NAMA"]])

    with pytest.raises(Unreadable, match="no column NILAI"):
        SheetTable(path, export=EXPORT)
