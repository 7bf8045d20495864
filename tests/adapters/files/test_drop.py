"""A dropped file is told exactly once, and what could not be taken comes back complete, whatever happens in between."""

import asyncio
import csv
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from simpul.adapters import Batch, start_of
from simpul.adapters.files import FileDrop
from simpul.adapters.files.endings import AsItIs
from simpul.adapters.files.folder import Folder
from simpul.adapters.files.returned import Returned
from simpul.adapters.mapping import Row, Said
from simpul.state import Buffer, after
from tests.adapters.files.small import COLUMNS, PAYMENTS, Paid, cells, csv_of, drop, numbers, payments, put, reasons
from tests.adapters.in_memory import Relayed

BAD = {"NIK": "123"}


def shelf(folder: Path, name: str) -> list[str]:
    return sorted(path.name for path in (folder / name).glob("*") if path.is_file())


async def test_the_rows_of_a_file_become_events_and_the_file_is_done(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", csv_of(cells(1), cells(2)))

    relayed = Relayed()
    await relayed.run(drop(tmp_path))

    assert numbers(relayed) == ["B-1", "B-2"]
    assert [batch.rows for batch in relayed.batches] == [2]
    assert (shelf(tmp_path, "done"), shelf(tmp_path, "rejected")) == (["a.csv"], [])


async def test_the_same_row_again_is_a_duplicate_of_the_first(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", csv_of(cells(1), cells(1, JUMLAH="200.000"), cells(1)))
    put(tmp_path, "b.csv", csv_of(cells(1), cells(2)))

    relayed = Relayed()
    await relayed.run(drop(tmp_path))

    assert numbers(relayed) == ["B-1", "B-2"]
    duplicates = [place for place, reason in reasons(relayed) if reason == "DUPLICATE_ROW"]
    assert duplicates == ["a.csv#3", "a.csv#4", "b.csv#2"]


async def test_a_file_that_is_dropped_twice_says_nothing_twice(tmp_path: Path) -> None:
    relayed = Relayed()
    for _ in range(3):
        put(tmp_path, "a.csv", csv_of(cells(1), cells(2), cells(3) | BAD))
        await relayed.run(drop(tmp_path))

    assert numbers(relayed) == ["B-1", "B-2"]
    assert max(Counter(relayed.event_ids).values()) == 1
    assert shelf(tmp_path, "done") == ["a-2.csv", "a-3.csv", "a.csv"]


async def test_corrections_and_cancellations_follow_what_earlier_files_said(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", csv_of(cells(1), cells(2)))
    put(tmp_path, "b.csv", csv_of(cells(1, JUMLAH="300.000", TGL="03-07-2026")))
    put(tmp_path, "c.csv", csv_of(cells(1, TGL="04-07-2026", STATUS="BATAL"), cells(1, TGL="05-07-2026")))

    relayed = Relayed()
    await relayed.run(drop(tmp_path))

    first, _, corrected, cancelled, anew = payments(relayed)
    assert (first.supersedes, first.registered_at) == (None, start_of(date(2026, 7, 1)))
    assert (corrected.supersedes, corrected.registered_at) == (first.event_id, start_of(date(2026, 7, 3)))
    assert (cancelled.cancels, cancelled.supersedes) == (corrected.event_id, None)
    assert (anew.cancels, anew.supersedes) == (None, None)


async def test_a_cancellation_of_what_was_never_said_names_no_event(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", csv_of(cells(1, STATUS="BATAL")))

    relayed = Relayed()
    await relayed.run(drop(tmp_path))

    assert [emission.cancels for emission in payments(relayed)] == [None]


async def test_a_rejected_row_comes_back_as_it_was_can_be_corrected_and_dropped_again(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", csv_of(cells(1), cells(2) | BAD))
    relayed = Relayed()
    await relayed.run(drop(tmp_path))
    back = tmp_path / "rejected" / "a.csv"
    head, row = back.read_bytes().splitlines(keepends=True)

    assert head == ";".join((*COLUMNS, "ALASAN")).encode() + b"\r\n"
    assert row.startswith(b'B-2;123;Rp 200.000;02-07-2026;;"NIK_LENGTH (NIK): NIK tidak terdiri dari enam belas angka;')

    put(tmp_path, "a.csv", back.read_bytes().replace(b";123;", f";{cells(2)['NIK']};".encode()))
    back.unlink()
    await relayed.run(drop(tmp_path))

    assert numbers(relayed) == ["B-1", "B-2"]
    assert shelf(tmp_path, "rejected") == []


async def test_rejected_rows_of_a_sheet_come_back_as_a_sheet_of_text(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for at, line in enumerate([COLUMNS, tuple(cells(1).values()), tuple((cells(2) | {"TGL": "?"}).values())]):
            sheet.write_row(at, 0, line)

    relayed = Relayed()
    await relayed.run(drop(tmp_path))

    head, row = CalamineWorkbook.from_path(tmp_path / "rejected" / "a.xlsx").get_sheet_by_index(0).to_python()
    assert head == [*COLUMNS, "ALASAN"]
    assert row[:4] == ["B-2", cells(2)["NIK"], "Rp 200.000", "?"]
    assert str(row[5]).startswith("DATE_INVALID (TGL): Tanggal kosong")


async def test_a_column_of_niks_that_excel_has_cut_is_rejected_as_a_whole(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", csv_of(*(cells(n, NIK=f"3508100107500{n}0") for n in range(10, 13))))

    relayed = Relayed()
    await relayed.run(drop(tmp_path, rows=1))

    assert [reason for _, reason in reasons(relayed)] == ["NIK_EXCEL_DAMAGED"] * 3


async def test_a_file_that_is_no_such_export_is_set_aside_with_the_reason_and_the_next_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", b"NAMA;KOTA\nUJI;X\n")
    put(tmp_path, "b.csv", csv_of(cells(1)))

    relayed = Relayed()
    await relayed.run(drop(tmp_path))

    assert numbers(relayed) == ["B-1"]
    assert shelf(tmp_path, "unreadable") == ["a.csv", "a.csv.txt"]
    reason = (tmp_path / "unreadable" / "a.csv.txt").read_text(encoding="utf-8")
    assert "Kolom JUMLAH" in reason
    assert "no column JUMLAH" in reason


async def test_what_stands_before_a_line_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", csv_of(cells(1), cells(2) | BAD, cells(3)) + b'B-4;"123;x\r\nB-5;1;x;;\r\n')

    relayed = Relayed()
    await relayed.run(drop(tmp_path))

    assert numbers(relayed) == ["B-1", "B-3"]
    assert shelf(tmp_path, "unreadable") == ["a.csv", "a.csv.txt"]
    assert "Line 5 cannot be read" in (tmp_path / "unreadable" / "a.csv.txt").read_text(encoding="utf-8")
    assert len((tmp_path / "rejected" / "a.csv").read_bytes().splitlines()) == 2


async def test_another_file_of_the_same_name_is_read_from_its_start(tmp_path: Path) -> None:
    relayed = Relayed()
    put(tmp_path, "a.csv", csv_of(cells(1) | BAD, cells(2), cells(3)))
    await relayed.run(drop(tmp_path, rows=1), batches=2, settled=False)
    (tmp_path / "new").write_bytes(csv_of(cells(4), cells(5) | BAD))
    (tmp_path / "new").replace(tmp_path / "a.csv")

    await relayed.run(drop(tmp_path, rows=1))

    assert numbers(relayed) == ["B-2", "B-4"]
    assert b"B-5" in (tmp_path / "rejected" / "a.csv").read_bytes()


async def test_a_file_whose_returned_rows_were_cleared_away_is_read_from_its_start(tmp_path: Path) -> None:
    relayed = Relayed()
    put(tmp_path, "a.csv", csv_of(cells(1) | BAD, cells(2), cells(3)))
    await relayed.run(drop(tmp_path, rows=1), batches=2, settled=False)
    shutil.rmtree(tmp_path / "rejected")

    await relayed.run(drop(tmp_path, rows=1))

    assert numbers(relayed) == ["B-2", "B-3"]
    assert len((tmp_path / "rejected" / "a.csv").read_bytes().splitlines()) == 2
    assert max(Counter(relayed.event_ids).values()) == 1


async def test_a_file_that_was_begun_is_finished_before_others(tmp_path: Path) -> None:
    relayed = Relayed()
    put(tmp_path, "b.csv", csv_of(cells(1), cells(2), cells(3)))
    await relayed.run(drop(tmp_path, rows=1), batches=1, settled=False)
    put(tmp_path, "a.csv", csv_of(cells(4)))

    await relayed.run(drop(tmp_path, rows=1))

    assert numbers(relayed) == ["B-1", "B-2", "B-3", "B-4"]
    assert "DUPLICATE_ROW" not in dict(reasons(relayed)).values()


async def test_what_is_not_settled_moves_no_file_and_what_is_unreadable_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(tmp_path, "a.csv", csv_of(cells(1)))
    put(tmp_path, "b.csv", b"NAMA;KOTA\nUJI;X\n")

    relayed = Relayed()
    await relayed.run(drop(tmp_path), settled=False)

    assert numbers(relayed) == ["B-1"]
    assert shelf(tmp_path, ".") == ["a.csv", "b.csv"]
    assert "b.csv cannot be read: Kolom JUMLAH" in caplog.text


async def test_a_row_that_its_contract_refuses_is_given_back_and_the_next_goes_on(tmp_path: Path) -> None:
    def unchecked(row: Row) -> Iterator[Said]:
        day = start_of(date(2026, 7, 1))
        event = Paid.model_validate(
            {"number": row.key("NO BAYAR"), "nik": "1", "amount": row.text("JUMLAH"), "paid_on": "2026-07-01"}
        )
        yield row.says(event, document=event.number, occurred_at=day, registered_at=day)

    put(tmp_path, "a.csv", csv_of(cells(1, JUMLAH="rahasia"), cells(2, JUMLAH="5")))
    relayed = Relayed()

    await relayed.run(drop(tmp_path, export=replace(PAYMENTS, mapping=unchecked)))

    assert numbers(relayed) == ["B-2"]
    assert ("a.csv#2", "LABEL_UNKNOWN") in reasons(relayed)
    assert b"rahasia" in (tmp_path / "rejected" / "a.csv").read_bytes()


async def test_the_memory_holds_nothing_of_a_person(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", csv_of(cells(1), cells(2) | BAD))

    relayed = Relayed()
    await relayed.run(drop(tmp_path))

    kept = b"".join(key + value for key, value in relayed.memory.scan(b"\0", after(b"\xfe")))
    assert kept
    assert not any(text.encode() in kept for text in (cells(1)["NIK"], "B-1", "B-2"))


ROW = st.tuples(st.integers(1, 4), st.sampled_from(["100", "200", "x"]), st.sampled_from(["", "BATAL"]))
KILL = st.tuples(st.integers(0, 3), st.sampled_from(["before the commit", "after the commit", "after clearing up"]))


@given(st.lists(ROW, min_size=2, max_size=8), st.integers(1, 3), st.lists(KILL, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_kills_at_any_moment_change_neither_events_nor_what_comes_back(
    rows: list[tuple[int, str, str]], size: int, kills: list[tuple[int, str]]
) -> None:
    content = csv_of(*(cells(number, JUMLAH=amount, STATUS=status) for number, amount, status in rows))
    with tempfile.TemporaryDirectory() as name:
        whole, killed = Path(name) / "whole", Path(name) / "killed"
        put(whole, "a.csv", content)
        put(killed, "a.csv", content)

        undisturbed, disturbed = Relayed(), Relayed()
        asyncio.run(undisturbed.run(drop(whole)))
        for batches, when in kills:
            asyncio.run(run_until_killed(disturbed, drop(killed, rows=size), batches, when))
        asyncio.run(disturbed.run(drop(killed, rows=size)))

        assert payments(disturbed) == payments(undisturbed)
        assert sorted(reasons(disturbed)) == sorted(reasons(undisturbed))
        assert max(Counter(disturbed.event_ids).values(), default=1) == 1
        assert _texts(killed) == _texts(whole)


@pytest.mark.parametrize("done", range(4))
def test_giving_back_can_be_broken_off_anywhere(tmp_path: Path, done: int) -> None:
    returned = Returned(Folder(tmp_path, 0), reading=1)
    returned.add([b"head\r\n", b"row\r\n"])
    complete, building = returned.grown.with_suffix(".complete"), returned.grown.with_suffix(".building")
    if done == 1:
        building.write_bytes(b"he")
    if done == 2:
        complete.write_bytes(b"head\r\nrow\r\n")
    if done == 3:
        returned.grown.replace(complete)

    for _ in range(2):
        returned.finish("a.csv", ending=AsItIs())

    assert [(path.name, path.read_bytes()) for path in (tmp_path / "rejected").iterdir()] == [
        ("a.csv", b"head\r\nrow\r\n")
    ]


async def run_until_killed(relayed: Relayed, source: FileDrop, batches: int, when: str) -> None:
    """Publish so many batches; the last is committed, cleared up after, or followed by one that is lost."""
    if when == "before the commit":
        await relayed.run(source, batches=batches, settled=False)
        return
    buffer = Buffer(relayed.memory)
    stream = source.batches(buffer)
    for _ in range(batches):
        batch = await anext(stream, None)
        if batch is None:
            break
        relayed.memory.apply(buffer.changes)
        buffer.clear()
        relayed.batches.append(batch)
        if when == "after clearing up" and batch.settled is not None:
            await batch.settled()
    await cast("AsyncGenerator[Batch]", stream).aclose()


def _texts(folder: Path) -> dict[str, list[list[str]]]:
    return {
        str(path.relative_to(folder)): list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))
        for path in folder.rglob("*")
        if path.is_file()
    }
