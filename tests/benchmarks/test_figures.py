import pytest

from benchmarks.contenders import CONTENDERS, ENGINE, Place, command, environment
from benchmarks.latency import latency_of
from benchmarks.machine import kafka_version
from benchmarks.pace import moment
from benchmarks.route import Race, figures
from benchmarks.table import route_table
from benchmarks.tally import Tally

FAUST = CONTENDERS[0]


def rounds(*rates: float) -> list[Tally]:
    return [Tally(answers=10, events=10, seconds=1.0, per_s=rate) for rate in rates]


def test_the_figure_of_a_contender_is_the_median_of_its_rounds() -> None:
    race = Race(contenders=(ENGINE,), rounds=3)

    found = figures(race, {ENGINE.name: rounds(40_000, 10_000, 41_000)})

    assert found["events_per_s"] == 40_000


def test_the_ratio_to_faust_is_of_the_two_medians() -> None:
    race = Race(contenders=(ENGINE, FAUST))

    found = figures(race, {ENGINE.name: rounds(40_000), FAUST.name: rounds(4_000)})

    assert found["ratio_to_faust"] == 10.0


def test_there_is_no_ratio_to_whom_did_not_run() -> None:
    found = figures(Race(contenders=(ENGINE,)), {ENGINE.name: rounds(40_000)})

    assert found["ratio_to_quix_exactly_once"] is None


def test_the_table_names_every_contender() -> None:
    found = figures(Race(), {contender.name: rounds(1_000) for contender in CONTENDERS})

    assert route_table(found).row_count == len(CONTENDERS)


def test_percentiles_are_of_the_nearest_rank() -> None:
    latency = latency_of([number / 1000 for number in range(1, 101)])

    assert (latency.p50_ms, latency.p99_ms, latency.max_ms) == (50.0, 99.0, 100.0)


def test_an_event_has_its_moment_whatever_came_before() -> None:
    assert moment(100.0, rate=4, position=6) == 101.5


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda contender: contender.name)
def test_every_contender_is_told_where_the_brokers_are(
    contender: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = Place(bootstrap_servers="127.0.0.1:1", source="tax.payment", folder=tmp_path_factory.mktemp("place"))
    (told,) = (one for one in CONTENDERS if one == contender)

    words = [*command(told, place=place, turn=1), *environment(told, place=place).values()]

    assert "127.0.0.1:1" in words


def test_the_version_of_the_broker_is_known() -> None:
    assert kafka_version().startswith("4.")
