"""Every sample gives exactly what its page says, through the whole of its adapter, whatever happens in between."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from producers.bpkd import PAYROLL
from producers.bprd import TAX_OBJECTS
from producers.dinsos import AID_LIST
from producers.dukcapil import BIRTHS, DEATHS
from producers.setda import LETTERS
from simpul.adapters.files import read_file
from simpul.contracts import load_contracts, validate
from tests.producers.dropped import (
    KNOWN,
    Sample,
    emissions,
    events,
    expected_events,
    expected_flags,
    read_whole,
    read_with_crashes,
    seen_events,
    seen_flags,
)

SAMPLES = [
    Sample(system="dukcapil", file="dukcapil_kematian_2019.csv", export=DEATHS),
    Sample(system="dukcapil", file="dukcapil_kelahiran_2020.csv", export=BIRTHS),
    Sample(system="bprd", file="bapenda_pbb_export.csv", export=TAX_OBJECTS),
    Sample(system="setda", file="nadine_surat.json", export=LETTERS),
    Sample(system="bpkd", file="simgaji_2026_07.xlsx", export=PAYROLL),
    Sample(system="dinsos", file="penerima_bantuan_2026_07.xlsx", export=AID_LIST),
]
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)


@each_sample
def test_the_sample_becomes_the_events_of_its_page(sample: Sample, tmp_path: Path) -> None:
    relayed = read_whole(sample.export, sample.path, tmp_path)

    rows = [entry["row"] for entry in sample.events]
    assert seen_events(events(relayed), rows) == expected_events(sample)
    assert seen_flags(relayed) == expected_flags(sample)


@each_sample
def test_the_fields_and_earlier_rows_of_what_was_not_taken_are_those_of_the_page(sample: Sample) -> None:
    judged = read_file(sample.path, export=sample.export, known=KNOWN)

    seen = [
        {"row": finding.row, "reason": str(finding.reason)}
        | ({"field": finding.field} if finding.field else {})
        | ({"of": finding.of} if finding.of else {})
        for finding in (*judged.rejected, *judged.ignored)
    ]
    wanted = [*sample.page["rejected"], *sample.page["ignored"]]  # type: ignore[misc]  # lists, as YAML has them
    assert seen == wanted


@each_sample
def test_a_kill_after_every_commit_changes_nothing(sample: Sample, tmp_path: Path) -> None:
    whole = read_whole(sample.export, sample.path, tmp_path / "whole")
    row_by_row = read_with_crashes(sample.export, sample.path, tmp_path / "row by row")

    assert [emission.event_id for emission in events(row_by_row)] == [emission.event_id for emission in events(whole)]
    assert seen_flags(row_by_row) == seen_flags(whole)
    assert _contents(tmp_path / "row by row") == _contents(tmp_path / "whole")
    assert max(Counter(row_by_row.event_ids).values()) == 1


@each_sample
def test_the_events_fit_their_contracts(sample: Sample, tmp_path: Path) -> None:
    contracts = load_contracts()

    published = emissions(read_whole(sample.export, sample.path, tmp_path))

    for emission in published:
        validate(contracts.latest(emission.event.event_type), emission.event.model_dump())
    assert published


@each_sample
def test_the_rejected_rows_come_back_and_are_rejected_again(sample: Sample, tmp_path: Path) -> None:
    first = read_whole(sample.export, sample.path, tmp_path / "first")
    [returned] = [file for file in (tmp_path / "first" / "rejected").iterdir() if file.is_file()]

    second = read_whole(sample.export, returned, tmp_path / "second")

    def rejected(flags: list[tuple[str, str, str]]) -> list[str]:
        return sorted(reason for _, verdict, reason in flags if verdict == "REJECT")

    assert rejected(seen_flags(second)) == rejected(seen_flags(first))


def _contents(folder: Path) -> dict[str, object]:
    """What stands in the files of a folder, whatever the sheets of Excel are packed in."""
    return {str(file.relative_to(folder)): _content(file) for file in folder.rglob("*") if file.is_file()}


def _content(file: Path) -> object:
    if file.suffix == ".xlsx":
        return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    if file.suffix == ".json":
        return json.loads(file.read_bytes())
    return list(csv.reader(file.read_bytes().decode("latin-1").splitlines()))
