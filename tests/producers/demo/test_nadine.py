"""A letter of the day becomes a row of the outbox, and the relay makes of the row the event that the truth knows."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from producers.demo.nadine import as_published, row_of
from producers.demo.origin import Origin, origin_of
from simpul.adapters import Emission, set_up
from simpul.adapters.outbox.judging import Judge
from simpul.adapters.outbox.table import Row
from simpul.settings import Settings
from tests.producers.demo.planned import CONTRACTS, plan

LETTERS = [emission for emission in plan().arrivals if origin_of(emission) is Origin.OUTBOX]
AMENDING = [emission for emission in LETTERS if emission.supersedes or emission.cancels]


def stored(emission: Emission) -> Row:
    """The row as a database writes it out."""
    row = {name: None if value is None else str(value) for name, value in row_of(emission, contracts=CONTRACTS).items()}
    unused = {column.name: None for column in fields(Row)}
    return Row(**unused | row | {"position": 1, "aggregatetype": "letter"})  # type: ignore[arg-type]  # as written out


@pytest.mark.parametrize("emission", [LETTERS[0], *AMENDING[:10]], ids=lambda one: one.event.event_type)
def test_the_relay_gives_the_row_the_ids_that_are_expected(emission: Emission, tmp_path: Path) -> None:
    judge = Judge(replace(set_up(Settings(data_dir=tmp_path), name="nadine"), synthetic=True))

    headers = {name: (value or b"").decode() for name, value in judge.record(stored(emission)).headers}

    expected = as_published(emission)
    assert headers["ce_id"] == str(expected.event_id)
    assert headers.get("ce_supersedes") == (str(expected.supersedes) if expected.supersedes else None)
    assert headers.get("ce_cancels") == (str(expected.cancels) if expected.cancels else None)


def test_corrections_and_cancellations_name_a_row_of_the_day() -> None:
    rows = {emission.event_id for emission in LETTERS}

    assert AMENDING
    assert rows.issuperset(emission.supersedes or emission.cancels for emission in AMENDING)


def test_every_row_is_written_once() -> None:
    ids = [emission.event_id for emission in LETTERS]

    assert len(set(ids)) == len(ids)


def test_the_payload_is_the_data_of_the_contract() -> None:
    row = row_of(LETTERS[0], contracts=CONTRACTS)

    assert json.loads(str(row["payload"])).keys() == LETTERS[0].event.model_dump().keys()
