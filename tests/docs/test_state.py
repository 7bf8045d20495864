"""The stream of docs/state.md does what the page says, with the entry in the catalogue that it prints."""

import importlib
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from avro_schemas.diskominfo import ComplaintRouted, ComplaintSubmitted
from simpul.runtime import App
from simpul.settings import Settings
from simpul.testing import Driver
from tests.docs.pages import PROJECT, blocks

PAGE = PROJECT / "docs" / "state.md"
MODULE = "routing_watch"


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    [stream] = blocks(PAGE, language="python")
    [entry] = blocks(PAGE, language="yaml")
    catalogue = tmp_path / "watched_topics"
    shutil.copytree(PROJECT / "topics", catalogue, ignore=shutil.ignore_patterns("__pycache__"))
    with (catalogue / "applications.yaml").open("a", encoding="utf-8") as applications:
        applications.write("\n" + entry)
    (tmp_path / f"{MODULE}.py").write_text(stream, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    app: App = importlib.import_module(MODULE).app
    return Driver(app, settings=Settings(catalogue=catalogue.name))


def complaint(driver: Driver, number: int) -> tuple[ComplaintSubmitted, ComplaintRouted]:
    """A complaint and its routing."""
    changed = {"complaint_id": f"LAPOR_LUMAJANG:{number}"}
    submitted, routed = (driver.contracts.latest(name).example for name in ("ComplaintSubmitted", "ComplaintRouted"))
    return ComplaintSubmitted.model_validate(submitted | changed), ComplaintRouted.model_validate(routed | changed)


def test_a_complaint_that_nobody_routes_is_flagged_after_a_day(driver: Driver) -> None:
    submitted, _ = complaint(driver, 1)
    driver.publish(submitted)

    assert driver.advance(timedelta(hours=23, minutes=59)) == []
    [flagged] = driver.advance(timedelta(minutes=1))
    assert flagged.data["source_ref"] == "LAPOR_LUMAJANG:1"


@pytest.mark.parametrize("first", ["submitted", "routed"])
def test_a_complaint_that_is_routed_is_not_flagged_whichever_event_comes_first(driver: Driver, first: str) -> None:
    events = complaint(driver, 2)
    for event in events if first == "submitted" else reversed(events):
        driver.publish(event)

    assert driver.advance(timedelta(days=9)) == []
    assert not driver.dead_letters
