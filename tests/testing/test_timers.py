"""The Driver moves the bus clock, stops at each timer, and keeps state as a worker does."""

from datetime import timedelta
from pathlib import Path

import pytest

from avro_schemas.diskominfo import ComplaintRouted, ComplaintSubmitted
from benchmarks.catalogue import PACKAGE, write_catalogue
from simpul.contracts import load_contracts
from simpul.runtime import App, DeadLetterReason
from simpul.settings import Settings
from simpul.testing import Driver
from tests.runtime.streams_reminding import AFTER_MS, BROKEN, NAME, app, cancelling

CONTRACTS = load_contracts()
SUBMITTED = CONTRACTS.latest("ComplaintSubmitted").example
ROUTED = CONTRACTS.latest("ComplaintRouted").example
FIRST_ID = "0197d000-0000-7000-8000-000000000001"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    write_catalogue(tmp_path, application=NAME, reads=["ComplaintRouted"], contracts=CONTRACTS, state=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    return Settings(catalogue=PACKAGE)


def routed(complaint: str = "LAPOR_LUMAJANG:1") -> ComplaintRouted:
    return ComplaintRouted.model_validate(ROUTED | {"complaint_id": complaint})


def submitted(complaint: str = "LAPOR_LUMAJANG:1") -> ComplaintSubmitted:
    return ComplaintSubmitted.model_validate(SUBMITTED | {"complaint_id": complaint})


def test_a_timer_fires_when_the_clock_reaches_it_and_once(settings: Settings) -> None:
    driver = Driver(app, settings=settings)
    begun = driver.now

    assert driver.publish(routed(), event_id=FIRST_ID) == []
    assert driver.advance(timedelta(milliseconds=AFTER_MS - 1)) == []
    [reminder] = driver.advance(timedelta(days=30))

    assert reminder.data["source_ref"] == "LAPOR_LUMAJANG:1"
    assert reminder.envelope.causation_id == FIRST_ID
    assert reminder.envelope.occurred_at == begun + timedelta(milliseconds=AFTER_MS)
    assert driver.now == begun + timedelta(days=30, milliseconds=AFTER_MS - 1)
    assert driver.advance(timedelta(days=30)) == []


def test_timers_of_all_tasks_fire_in_the_order_of_their_time(settings: Settings) -> None:
    driver = Driver(app, settings=settings)
    complaints = [f"LAPOR_LUMAJANG:{number}" for number in range(20)]
    for complaint in complaints:
        driver.publish(routed(complaint))
        driver.advance(timedelta(milliseconds=10))

    reminders = driver.advance(timedelta(hours=1))

    assert [reminder.data["source_ref"] for reminder in reminders] == complaints


def test_setting_a_timer_again_moves_it(settings: Settings) -> None:
    driver = Driver(app, settings=settings)
    driver.publish(routed())
    driver.advance(timedelta(milliseconds=AFTER_MS - 1))
    driver.publish(routed())

    assert driver.advance(timedelta(milliseconds=AFTER_MS - 1)) == []
    assert len(driver.advance(timedelta(milliseconds=1))) == 1


def test_a_cancelled_timer_does_not_fire(settings: Settings) -> None:
    driver = Driver(cancelling, settings=settings)
    driver.publish(submitted())
    driver.publish(submitted("LAPOR_LUMAJANG:2"))
    driver.publish(routed())

    reminders = driver.advance(timedelta(hours=1))

    assert [reminder.data["source_ref"] for reminder in reminders] == ["LAPOR_LUMAJANG:2"]


def test_a_timer_whose_function_raises_becomes_a_dead_letter_and_the_others_fire(settings: Settings) -> None:
    driver = Driver(app, settings=settings)
    for complaint in (BROKEN, "LAPOR_LUMAJANG:2"):
        driver.publish(routed(complaint))

    reminders = driver.advance(timedelta(hours=1))
    again = driver.advance(timedelta(hours=1))

    assert [reminder.data["source_ref"] for reminder in reminders] == ["LAPOR_LUMAJANG:2"]
    assert again == []
    [dead] = driver.dead_letters
    assert (dead.reason, dead.value) == (DeadLetterReason.FUNCTION_RAISED, BROKEN.encode())
    assert dead.detail.startswith("ValueError in remind at remind:")


def test_what_an_event_answers_and_what_its_timer_answers_have_ids_of_their_own(settings: Settings) -> None:
    both = App(NAME, build=cancelling.build)
    driver = Driver(both, settings=settings)
    driver.publish(submitted(), event_id=FIRST_ID)
    [first] = driver.advance(timedelta(hours=1))
    driver.publish(submitted(), event_id=FIRST_ID)
    [second] = driver.advance(timedelta(hours=1))

    assert first.envelope.event_id != second.envelope.event_id
