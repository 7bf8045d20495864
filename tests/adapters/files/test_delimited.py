"""A CSV file is read whatever its delimiter and encoding, and its rows can be written back as they were."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simpul.adapters import found
from simpul.adapters.files import TableExport, Unreadable
from simpul.adapters.files.delimited import DelimitedTable
from simpul.numbers import ReasonCode

HEAD = "No,Nama ,KOTA"
NAME = "NUR\N{RIGHT SINGLE QUOTATION MARK}AINI"


def export(encoding: str | None = None) -> TableExport:
    return TableExport(
        system=1, table="t", columns=("NAMA", "NO"), told_by=("NAMA",), mapping=lambda _: (), encoding=encoding
    )


def table(path: Path, content: bytes, encoding: str | None = None) -> DelimitedTable:
    path.write_bytes(content)
    return DelimitedTable(path, export=export(encoding))


def rows(read: DelimitedTable) -> list[tuple[object, str]]:
    return [(line.place, str(line.cells.get("NAMA", "(title)"))) for line in read.lines()]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    content = f"{HEAD}\n1,Uji,X\n".replace(",", delimiter).encode()

    assert rows(table(tmp_path / "a.csv", content)) == [(2, "Uji")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_the_encoding_is_found_wherever_the_first_letter_beyond_ascii_stands(tmp_path: Path, encoding: str) -> None:
    content = f"{HEAD}\r\n{'1,Uji,X' + chr(13) + chr(10)}".replace("1,Uji,X\r\n", "1,Uji,X\r\n" * 9_000)

    read = table(tmp_path / "a.csv", f"{content}2,{NAME},X\r\n".encode(encoding))

    assert rows(read)[-1] == (9_002, NAME)


def test_a_declared_encoding_is_taken(tmp_path: Path) -> None:
    read = table(tmp_path / "a.csv", f"{HEAD}\n1,\u00e9,X\n".encode("cp850"), "cp850")

    assert rows(read) == [(2, "\u00e9")]


def test_titles_above_the_head_are_lines_without_cells(tmp_path: Path) -> None:
    read = table(tmp_path / "a.csv", f"DATA,,\n,,\n{HEAD}\n1,Uji,X\nJUMLAH,,\n".encode())

    assert rows(read) == [(1, "(title)"), (2, "(title)"), (4, "Uji"), (5, "")]


def test_a_cell_with_line_ends_counts_as_so_many_lines(tmp_path: Path) -> None:
    read = table(tmp_path / "a.csv", f'{HEAD}\r\n1,"Uji\r\nSatu\r\nDua",X\r\n2,Tiga,X'.encode())

    assert rows(read) == [(2, "Uji\r\nSatu\r\nDua"), (5, "Tiga")]


def test_a_short_row_has_empty_cells_and_a_long_one_is_cut(tmp_path: Path) -> None:
    read = table(tmp_path / "a.csv", f"{HEAD}\n1\n2,Dua,X,Y,Z\n".encode())

    assert rows(read) == [(2, ""), (3, "Dua")]


def test_a_file_with_another_head_is_refused_with_the_columns_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"Kolom NAMA tidak ditemukan(.|\n)*no column NAMA"):
        table(tmp_path / "a.csv", b"NO;KOTA\n1;X\n")


@pytest.mark.parametrize("row", ['2,"Dua,X\n3,Tiga,X\n', '2,"Dua" X,X\n', '2,"' + "x" * 140_000 + '",X\n'])
def test_a_quotation_mark_that_would_swallow_rows_ends_the_reading_with_its_line(tmp_path: Path, row: str) -> None:
    lines = table(tmp_path / "a.csv", f"{HEAD}\n1,Uji,X\n{row}".encode()).lines()

    assert next(lines).place == 2
    with pytest.raises(Unreadable, match="Line 3 cannot be read"):
        next(lines)


def test_bytes_that_mean_nothing_come_back_as_they_were(tmp_path: Path) -> None:
    content = HEAD.encode() + b"\r\n1,NUR\x92 \x81AINI,X\r\n"

    read = table(tmp_path / "a.csv", content)

    [line] = read.lines()
    assert line.cells["NAMA"] == "NUR\N{RIGHT SINGLE QUOTATION MARK} \N{REPLACEMENT CHARACTER}AINI"
    back = read.returned_line(line, [found(2, ReasonCode.NIK_MISSING)])
    assert back.startswith(b"1,NUR\x92 \x81AINI,X,")
    assert back.endswith(b"\r\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_a_rejected_row_comes_back_in_the_encoding_of_its_file(tmp_path: Path, encoding: str) -> None:
    read = table(tmp_path / "a.csv", f"{HEAD}\r\n1,{NAME},X".encode(encoding))

    [line] = read.lines()
    back = read.returned_head() + read.returned_line(line, [found(2, ReasonCode.NIK_MISSING, field="NIK")])

    head, row, end = back.decode(encoding).split("\r\n")
    assert (head, end) == (f"{HEAD},ALASAN", "")
    assert row.startswith(f"1,{NAME},X,NIK_MISSING (NIK): NIK kosong;")


def test_a_row_that_is_rejected_again_has_one_reason_the_newest(tmp_path: Path) -> None:
    first = table(tmp_path / "a.csv", f"{HEAD}\r\n1,Uji,X\r\n".encode())
    [line] = first.lines()
    back = first.returned_head() + first.returned_line(line, [found(2, ReasonCode.NIK_MISSING)])

    second = table(tmp_path / "b.csv", back)
    [again] = second.lines()
    text = (second.returned_head() + second.returned_line(again, [found(2, ReasonCode.NIP_SEX)])).decode()

    assert text.count("ALASAN") == 1
    assert "NIK_MISSING" not in text
    assert "1,Uji,X,NIP_SEX" in text


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(st.lists(st.tuples(CELL, CELL), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_what_a_csv_writer_wrote_is_read_line_by_line_and_loses_no_byte(
    tmp_path: Path, pairs: list[tuple[str, str]]
) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in ("1", *pair)) + "\r\n" for pair in pairs]

    read = table(tmp_path / "a.csv", (f"{HEAD}\r\n" + "".join(quoted)).encode())

    lines = list(read.lines())
    assert [line.cells["NAMA"] for line in lines] == [name.strip() for name, _ in pairs]
    assert [line.original for line in lines] == quoted
