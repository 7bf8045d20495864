"""A short form of `make chaos` for adapters: the ways in that no other test kills on a real Kafka."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simpul import local
from tests.acceptance.adapter_chaos.bus import own_bus
from tests.acceptance.adapter_chaos.run import run
from tests.acceptance.adapter_chaos.way import Count, Landed, Way, counted, disordered
from tests.acceptance.adapter_chaos.ways.files import Registry
from tests.acceptance.adapter_chaos.ways.http import HttpWay
from tests.acceptance.adapter_chaos.ways.pull import PullWay
from tests.acceptance.adapter_chaos.ways.snapshot import SnapshotWay

SECONDS = 8.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[local.Running]:
    """A broker of this module's own, as a run strikes it."""
    with own_bus(tmp_path_factory.mktemp("adapter-chaos") / "kafka") as bus:
        yield bus


@pytest.mark.parametrize("way", [SnapshotWay(), HttpWay(), PullWay()], ids=lambda way: str(way.name))
def test_an_adapter_that_is_killed_loses_and_doubles_nothing(way: Way, running: local.Running, tmp_path: Path) -> None:
    outcome = run(way, running=running, folder=tmp_path / way.name, seconds=SECONDS, seed=1)

    assert [*outcome.count.missing, *outcome.count.duplicated, *outcome.count.disordered] == []
    assert outcome.is_good, outcome.line


def test_a_run_without_kills_or_events_proves_nothing() -> None:
    assert not Count(events=0, missing=[], duplicated=[]).is_good


def test_what_is_missing_and_what_is_doubled_is_named() -> None:
    count = counted(["a", "b", "c"], ["a", "c", "c"], events=3)

    assert (count.missing, count.duplicated, count.is_good) == (["b"], ["c"], False)


def test_an_aggregate_whose_numbers_do_not_rise_is_named() -> None:
    assert disordered({"first": [1, 2, 3], "second": [1, 3, 2]}) == ["second"]


def test_a_rejected_row_that_was_not_given_back_is_missing(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "drop")
    registry._good, registry._wrong = ["3508-KM-1"], ["3508-KM-2"]

    count = registry.count([Landed("id", {"certificate_no": "3508-KM-1"})])

    assert (count.missing, count.duplicated) == (["3508-KM-2"], [])
