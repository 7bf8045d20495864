"""A table of dBase is read with its numbers whole, its days as days, and without what was deleted in it."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import dbf  # type: ignore[import-untyped]  # it ships no types
import pytest

from simpul.adapters import found
from simpul.adapters.files import TableExport, Unreadable
from simpul.adapters.files.dbase import DbaseTable
from simpul.numbers import ReasonCode

EXPORT = TableExport(
    system=1, table="t", columns=("NIK", "LUAS", "TGL", "NAMA"), told_by=("NIK",), mapping=lambda _: ()
)
NAME = "NUR\N{RIGHT SINGLE QUOTATION MARK}AINI"


def dbase(path: Path, fields: str, *rows: tuple[object, ...]) -> Path:
    table = dbf.Table(str(path), fields, codepage="cp1252")
    with closing(table.open(dbf.READ_WRITE)):
        for row in rows:
            table.append(row)
        if len(rows) > 1:
            dbf.delete(table[1])
    return path


def test_records_are_numbered_with_the_deleted_ones(tmp_path: Path) -> None:
    path = dbase(
        tmp_path / "a.dbf",
        "NIK N(16,0); LUAS N(10,2); TGL D; NAMA C(20)",
        (3508990107500001, 150.5, date(2019, 12, 1), NAME),
        (1, 1, None, "DIHAPUS"),
        (None, None, None, ""),
    )

    lines = list(DbaseTable(path, export=EXPORT).lines())

    assert [(line.place, tuple(line.cells.values())) for line in lines] == [
        (1, ("3508990107500001", "150,5", "2019-12-01", NAME)),
        (3, ("", "", "", "")),
    ]


def test_a_rejected_record_comes_back_as_csv(tmp_path: Path) -> None:
    path = dbase(tmp_path / "a.dbf", "NIK C(16); LUAS N(10,2); TGL D; NAMA C(20)", ("1", 2, date(2019, 12, 1), NAME))
    table = DbaseTable(path, export=EXPORT)

    [line] = table.lines()
    back = table.returned_head() + table.returned_line(line, [found(1, ReasonCode.NIK_LENGTH)])

    assert back.decode("utf-8-sig").startswith(f'NIK;LUAS;TGL;NAMA;ALASAN\r\n1;2;2019-12-01;{NAME};"NIK_LENGTH: ')


def test_a_column_is_found_by_what_dbase_leaves_of_its_name(tmp_path: Path) -> None:
    export = replace(EXPORT, columns=("NO SURAT", "TEMPAT_MATI"))
    path = dbase(tmp_path / "a.dbf", "NO_SURAT C(9); TEMPAT_MAT C(9)", ("1", "RUMAH"))

    [line] = DbaseTable(path, export=export).lines()

    assert line.cells == {"NO SURAT": "1", "TEMPAT_MATI": "RUMAH"}


@pytest.mark.parametrize("content", [b"", b"NIK;NILAI\n1;2\n", b"\x03" + b"\xff" * 64])
def test_what_is_no_such_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.dbf"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match="no table of dBase"):
        DbaseTable(path, export=EXPORT)


def test_a_table_without_the_columns_is_refused_with_their_names(tmp_path: Path) -> None:
    path = dbase(tmp_path / "a.dbf", "NIK C(16); LUAS N(10,2); TGL D", ("1", 2, None))

    with pytest.raises(Unreadable, match="no column NAMA"):
        DbaseTable(path, export=EXPORT)


def test_a_table_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = dbase(
        tmp_path / "a.dbf", "NIK C(16); LUAS N(10,2); TGL D; NAMA C(20)", ("1", 2, None, NAME), ("2", 2, None, NAME)
    )
    path.write_bytes(path.read_bytes()[:-20])
    lines = DbaseTable(path, export=EXPORT).lines()

    assert next(lines).cells["NIK"] == "1"
    with pytest.raises(Unreadable, match="Record 2 is damaged"):
        next(lines)
