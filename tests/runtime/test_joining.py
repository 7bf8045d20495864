"""Joins as steps of a stream, in the Driver."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from avro_schemas.dishub import StreetLampStateChanged
from avro_schemas.diskominfo import ComplaintRouted, ComplaintSubmitted
from benchmarks.catalogue import PACKAGE, write_catalogue
from simpul.contracts import load_contracts
from simpul.errors import StreamError
from simpul.runtime import App, Joins
from simpul.settings import Settings
from simpul.testing import Driver
from simpul.wire import Envelope
from tests.runtime.streams_joining import HOUR_MS, NAME, app, lamps, tables, tell

CONTRACTS = load_contracts()
SUBMITTED = ComplaintSubmitted.model_validate(CONTRACTS.latest("ComplaintSubmitted").example | {"external_no": "77"})
ROUTED = ComplaintRouted.model_validate(
    CONTRACTS.latest("ComplaintRouted").example | {"complaint_id": SUBMITTED.complaint_id, "unit_code": "DISHUB"}
)
NINE = datetime(2026, 7, 6, 9, tzinfo=UTC)

Publish = Callable[[App, list[tuple[ComplaintSubmitted | ComplaintRouted, int]]], list[str]]


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Publishes events with the minute, after nine, at which they were registered; the flags without their key."""
    reads = ["ComplaintSubmitted", "ComplaintRouted"]
    write_catalogue(tmp_path, application=NAME, reads=reads, contracts=CONTRACTS, state=True)
    monkeypatch.syspath_prepend(str(tmp_path))

    def published(joining: App, events: list[tuple[ComplaintSubmitted | ComplaintRouted, int]]) -> list[str]:
        driver = Driver(joining, settings=Settings(catalogue=PACKAGE))
        flags = []
        for number, (event, minute) in enumerate(events, start=1):
            envelope = Envelope(
                event_id=str(UUID(int=number)),
                event_type=event.event_type,
                source_system=54,
                producer_opd="DISKOMINFO",
                occurred_at=NINE,
                registered_at=NINE + timedelta(minutes=minute),
                purpose=(),
                legal_basis="PUBLIC_TASK",
            )
            flags += [str(one.data["source_ref"]) for one in driver.publish(event, envelope=envelope)]
        assert not driver.dead_letters
        return [flag.partition("#")[2] for flag in flags]

    return published


def at(minute: int) -> int:
    return int((NINE + timedelta(minutes=minute)).timestamp() * 1000)


def test_two_streams_meet_within_their_window(publish: Publish) -> None:
    flags = publish(app, [(SUBMITTED, 0), (ROUTED, 40)])

    assert flags == [f"77#DISHUB#{at(40)}"]


def test_what_met_none_comes_out_alone_once_its_window_has_closed(publish: Publish) -> None:
    closed = HOUR_MS // 60_000 * 3 // 2  # the window and its grace, in minutes

    flags = publish(app, [(SUBMITTED, 0), (SUBMITTED, closed), (SUBMITTED, closed + 1)])

    assert flags == [f"77#-#{at(0)}"]


def test_tables_and_look_ups_give_the_last_event_of_the_other_side(publish: Publish) -> None:
    again = ROUTED.model_copy(update={"unit_code": "DPUTR"})

    flags = publish(tables, [(ROUTED, 5), (SUBMITTED, 0), (again, 3)])

    assert flags == [f"77#DISHUB#{at(5)}", f"77#DISHUB#{at(0)}", f"77#DPUTR#{at(3)}"]


def test_a_foreign_key_meets_its_row_in_another_task_from_either_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = ["ComplaintSubmitted", "StreetLampStateChanged"]
    write_catalogue(tmp_path, application=NAME, reads=reads, contracts=CONTRACTS, state=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    driver = Driver(lamps, settings=Settings(catalogue=PACKAGE), at=NINE)
    lamp = StreetLampStateChanged.model_validate(CONTRACTS.latest("StreetLampStateChanged").example)

    said = [
        [str(one.data["source_ref"]).split("#")[1:3] for one in driver.publish(event)]
        for event in (
            SUBMITTED,
            lamp,
            lamp.model_copy(update={"state": "UP"}),
            SUBMITTED.model_copy(update={"external_no": "78", "lamp_id": "PJU-9"}),
            lamp,
        )
    ]

    assert said == [[["77", "-"]], [["77", "DOWN"]], [["77", "UP"]], [["78", "-"]], []]
    assert driver.dead_letters == []


def test_a_join_of_an_event_type_with_itself_is_refused() -> None:
    with pytest.raises(StreamError, match="joins ComplaintRouted with itself"):
        Joins(CONTRACTS).table_table("twice", left=ComplaintRouted, right=ComplaintRouted, answer=tell)  # type: ignore[arg-type]  # on purpose
