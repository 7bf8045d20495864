"""What is written down of the export is what the adapter makes of it, and a clerk gets back what was rejected."""

from pathlib import Path

import pytest

from producers.demo.death_export import FILE, DeathExport, given_back
from producers.dukcapil import DEATHS
from simpul.events import Event
from tests.producers.demo.planned import TOKENS
from tests.producers.dropped import emissions, read_whole

EXPORT = DeathExport("RUN7")


def written(folder: Path, export: DeathExport) -> Path:
    path = folder / FILE
    path.write_bytes(export.content)
    return path


def by_text(events: list[Event]) -> list[str]:
    return sorted(f"{event.event_type} {event}" for event in events)


def test_the_adapter_tells_exactly_what_is_written_down(tmp_path: Path) -> None:
    relayed = read_whole(DEATHS, written(tmp_path, EXPORT), tmp_path / "exports")

    assert by_text([emission.event for emission in emissions(relayed)]) == by_text(list(EXPORT.told(TOKENS)))


def test_the_clerk_gets_back_the_rows_that_are_named(tmp_path: Path) -> None:
    read_whole(DEATHS, written(tmp_path, EXPORT), tmp_path / "exports")

    assert list(given_back(tmp_path / "exports")) == list(EXPORT.returned)
    assert EXPORT.rows == 16


def test_nothing_is_given_back_where_nothing_was_read(tmp_path: Path) -> None:
    assert list(given_back(tmp_path)) == []


@pytest.mark.parametrize("other", ["RUN8", "7"])
def test_every_run_has_certificates_of_its_own(other: str) -> None:
    numbers = [
        {str(event.model_dump().get("certificate_no")) for event in DeathExport(run).told(TOKENS)} - {"None"}
        for run in ("RUN7", other)
    ]

    assert all(numbers)
    assert not numbers[0] & numbers[1]
