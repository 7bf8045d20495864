"""What must be told of the tax roll is what the adapter tells of the same rows, and nothing more."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from avro_schemas.diskominfo import DataQualityFlagged
from producers.bprd.sim_pbb import TAX_OBJECTS
from producers.demo.tax_roll import REMOVED, Rows, TaxObject, told
from producers.demo.truth import id_by_content
from simpul.adapters import Emission, read_codes, start_of
from simpul.adapters.mapping import Known
from simpul.adapters.rows import Reading
from simpul.adapters.snapshot import SnapshotDifference
from simpul.events import Event
from tests.adapters.in_memory import Relayed
from tests.producers.demo.planned import CONTRACTS, TOKENS, plan

TODAY = date(2026, 7, 6)
TABLE = (
    "CREATE TABLE objek_pajak (id INTEGER, nop TEXT PRIMARY KEY, nik_wp TEXT, nama_wp TEXT, luas_bumi REAL, "
    "luas_bng REAL, njop INTEGER, no_pbg TEXT, lintang REAL, bujur REAL)"
)
ENTER = (
    "INSERT INTO objek_pajak VALUES (:id, :nop, :nik_wp, :nama_wp, :luas_bumi, :luas_bng, :njop, :no_pbg, NULL, NULL)"
)
ROW = TaxObject(
    id=7,
    nop="350806000399900070",
    nik_wp="3508990107500001",
    nama_wp="UJI SATU",
    luas_bumi=90.0,
    luas_bng=36.0,
    njop=50_000_000,
)


def changes(before: TaxObject | None, after: TaxObject | None) -> list[object]:
    said = told({ROW.nop: before} if before else {}, {ROW.nop: after} if after else {}, on=TODAY, tokens=TOKENS)
    return [event.model_dump().get("change_type", "flagged") for event in said]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, ROW, ["NEW", "flagged"]),
        (ROW, None, ["REMOVED"]),
        (ROW, ROW, []),
        (ROW, replace(ROW, luas_bng=54.0, njop=60_000_000), ["BUILDING", "flagged"]),
        (ROW, replace(ROW, nik_wp="3508995503480002", luas_bng=54.0), ["SUBJECT", "flagged"]),
        (ROW, replace(ROW, luas_bumi=120.0), ["LAND", "flagged"]),
        (ROW, replace(ROW, njop=60_000_000), ["VALUE", "flagged"]),
        (ROW, replace(ROW, no_pbg="SK-PBG-1"), ["UNKNOWN", "flagged"]),
    ],
)
def test_each_difference_is_told_as_what_it_is(
    before: TaxObject | None, after: TaxObject | None, expected: list[object]
) -> None:
    assert changes(before, after) == expected


def write(url: str, rows: Rows) -> None:
    engine = create_engine(url)
    with engine.begin() as database:
        database.execute(text("DROP TABLE IF EXISTS objek_pajak"))
        database.execute(text(TABLE))
        database.execute(text(ENTER), [asdict(row) for row in rows.values()])
    engine.dispose()


def said_by_the_adapter(relayed: Relayed) -> Counter[str]:
    emissions = (emission for batch in relayed.batches for emission in batch.emissions)
    return named(cast("Emission", emission).event for emission in emissions)


def named(events: Iterable[Event]) -> Counter[str]:
    return Counter(id_by_content(CONTRACTS.latest(event.event_type), event.model_dump()) for event in events)


def test_the_adapter_tells_of_morning_and_evening_exactly_what_must_be_told(tmp_path: Path) -> None:
    url, roll, relayed = f"sqlite:///{tmp_path}/roll", plan().roll, Relayed()
    reading = Reading(known=Known(codes=read_codes(), tokens=TOKENS), contracts=CONTRACTS, flagged=DataQualityFlagged)
    adapter = SnapshotDifference(
        declared=TAX_OBJECTS,
        url=SecretStr(url),
        reading=reading,
        once=True,
        now=lambda: start_of(TODAY),
    )

    for rows in (roll.before, roll.after):
        write(url, rows)
        asyncio.run(relayed.run(adapter))

    expected = [
        *told({}, roll.before, on=TODAY, tokens=TOKENS),
        *told(roll.before, roll.after, on=TODAY, tokens=TOKENS),
    ]
    assert said_by_the_adapter(relayed) == named(expected)


def test_each_kind_of_change_of_the_day_is_one_between_morning_and_evening() -> None:
    roll = plan().roll
    kinds = {event.model_dump().get("change_type") for event in told(roll.before, roll.after, on=TODAY, tokens=TOKENS)}

    assert kinds >= {"NEW", "BUILDING", "REMOVED"}
    assert len(roll.removed) == REMOVED


def test_what_is_entered_last_for_an_object_stands_there_in_the_evening() -> None:
    roll = plan().roll
    last = {row.nop: row for row in roll.entered.values()}

    assert last
    assert all(roll.after[nop] == row for nop, row in last.items())


def test_the_numbers_of_the_objects_are_given_once() -> None:
    roll = plan().roll
    rows = {**roll.before, **roll.after}

    assert len({row.id for row in rows.values()}) == len(rows)
