from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.contenders import Contender
from benchmarks.join import JoinRace, all_contenders, figures
from benchmarks.join_contenders import (
    CONTENDERS,
    ENGINE,
    FAUST,
    KAFKA_STREAMS,
    JoinPlace,
    Kind,
    launch_join,
)
from benchmarks.table import join_tables
from benchmarks.tally import Tally
from simpul.catalogue import load_catalogue
from simpul.contracts import load_contracts

RACE = JoinRace(events=1_000, contenders=CONTENDERS)
ROUNDS = [(kind, contender) for kind, many in CONTENDERS.items() for contender in many]


def counted(rates: dict[str, float], *, events: int = 1_000) -> dict[Kind, dict[str, list[Tally]]]:
    tallies = {name: [Tally(answers=events, events=events, seconds=1.0, per_s=rate)] for name, rate in rates.items()}
    return {kind: {one.name: tallies[one.name] for one in many} for kind, many in CONTENDERS.items()}


RATES = {"simpul": 20_000.0, "faust": 2_000.0, "quix-exactly-once": 5_000.0, "kafka-streams": 40_000.0}


def test_the_figures_of_the_stream_table_join_stand_first() -> None:
    found = figures(RACE, counted(RATES))

    ratios = {name: found[name] for name in ("ratio_to_faust", "ratio_to_quix_exactly_once", "ratio_to_kafka_streams")}
    assert found["events_per_s"] == 20_000
    assert list(ratios.values()) == [10.0, 4.0, 0.5]


def test_two_tables_are_measured_by_what_goes_in() -> None:
    found = figures(RACE, counted(RATES, events=500))["joins"]

    assert isinstance(found, dict)
    assert found["table-table"]["events_per_s"] == 40_000


def test_there_is_no_ratio_to_kafka_streams_where_it_did_not_run() -> None:
    ours: dict[Kind, tuple[Contender, ...]] = {"stream-table": (ENGINE,)}

    found = figures(
        JoinRace(contenders=ours), {"stream-table": {ENGINE.name: [Tally(answers=1, events=1, seconds=1, per_s=1)]}}
    )

    assert found["ratio_to_kafka_streams"] is None


def test_each_kind_of_join_has_a_table_that_names_every_contender() -> None:
    found = figures(RACE, counted(RATES))

    assert [table.row_count for table in join_tables(found)] == [len(many) for many in CONTENDERS.values()]


def test_kafka_streams_is_left_out_with_a_sentence_where_there_is_no_maven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    told: list[str] = []

    found = all_contenders(say=told.append)

    assert [one for many in found.values() for one in many if one == KAFKA_STREAMS] == []
    assert ["mvn" in sentence for sentence in told] == [True]


@pytest.fixture
def place(tmp_path: Path) -> JoinPlace:
    return JoinPlace(
        kind="stream-table",
        bootstrap_servers="127.0.0.1:1",
        left="left",
        right="right",
        partitions=6,
        folder=tmp_path,
        catalogue=load_catalogue(contracts=load_contracts()),
    )


@pytest.mark.parametrize(("kind", "contender"), ROUNDS, ids=lambda one: getattr(one, "name", one))
def test_every_contender_is_told_where_the_brokers_are(kind: Kind, contender: Contender, place: JoinPlace) -> None:
    launch = launch_join(contender, place=replace(place, kind=kind), turn=1)

    assert "127.0.0.1:1" in [*launch.command, *launch.environment.values()]


def test_the_peer_that_fills_its_table_ahead_does_not_join_then(place: JoinPlace) -> None:
    launch = launch_join(FAUST, place=place, turn=0, only_loads=True)

    assert launch.command[-1] == "--only-loads"
