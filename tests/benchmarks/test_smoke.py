from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.bus import Bus, bus_at
from benchmarks.contenders import CONTENDERS, Contender
from benchmarks.cores import two_cores
from benchmarks.join import JoinRace, run_join
from benchmarks.join_contenders import ENGINE, Kind
from benchmarks.latency import Load, run_load
from benchmarks.profile_route import WHOLE, main
from benchmarks.restore import Changelog, run_restore
from benchmarks.results import keep
from benchmarks.route import Race, run_race

IN_THIS_ENVIRONMENT = tuple(one for one in CONTENDERS if not one.name.startswith("quix"))


@pytest.fixture
def bus(kafka: str, tmp_path: Path) -> Iterator[Bus]:
    with bus_at(kafka, folder=tmp_path, cores=two_cores()) as found:
        yield found


@pytest.mark.kafka
def test_every_contender_answers_every_event(bus: Bus, tmp_path: Path) -> None:
    race = Race(events=600, rounds=1, limit=300, contenders=IN_THIS_ENVIRONMENT)
    told: list[str] = []

    found = run_race(bus, race, say=told.append)

    assert len(told) == 2 + len(IN_THIS_ENVIRONMENT)
    assert isinstance(found["contenders"], list)
    assert keep("route", found, folder=tmp_path / "results").exists()


@pytest.mark.kafka
def test_latency_is_given_for_every_rate(bus: Bus) -> None:
    load = Load(rates=(50, 100), seconds=1, warm_up_s=1, priming_per_s=100, priming_s=1)

    found = run_load(bus, load, say=lambda _: None)

    assert found["events"] == {"50": 50, "100": 100}


@pytest.mark.kafka
def test_a_restored_store_is_what_its_changelog_says(bus: Bus) -> None:
    found = run_restore(bus, Changelog(records=2_000, keys=50, rounds=1), say=lambda _: None)

    assert isinstance(found["records_per_s"], int)


@pytest.mark.kafka
def test_every_join_gives_each_result_once(bus: Bus, tmp_path: Path) -> None:
    contenders: dict[Kind, tuple[Contender, ...]] = {
        "stream-table": (ENGINE,),  # Faust now and then stands still under so small a load
        "table-table": (ENGINE,),
        "stream-stream": (ENGINE,),
    }
    race = JoinRace(events=600, keys=100, rounds=1, limit=300, contenders=contenders)

    found = run_join(bus, race, say=lambda _: None)

    assert isinstance(found["joins"], dict)
    assert list(found["joins"]) == list(contenders)
    assert keep("join", found, folder=tmp_path / "results").exists()


def test_the_profile_knows_what_the_whole_pipeline_costs(capsys: pytest.CaptureFixture[str]) -> None:
    spent = main(events=200)

    assert spent[WHOLE] > 0
    assert WHOLE in capsys.readouterr().out
