"""The main job as a person runs it: left running, a day through it, ended; on a Kafka and workers of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.request import urlopen

import pytest

from producers.demo.databases import stop_databases
from producers.demo.kept import read_leftover
from producers.demo.workers import REGISTRY
from simpul import local

PROJECT = Path(__file__).parents[2]


def demo(*arguments: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "producers.demo", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment(data_dir), capture_output=True, text=True, check=False)


def environment(data_dir: Path) -> Mapping[str, str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_")}
    return given | {"SIMPUL_DATA_DIR": str(data_dir)}


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    demo("--stop", data_dir=tmp_path)
    local.stop(tmp_path / "kafka")


@pytest.mark.kafka
def test_a_day_closes_its_ledger_on_a_bus_that_is_left_running_and_ended(data_dir: Path) -> None:
    up = demo("--keep", data_dir=data_dir)
    left = read_leftover(folder=data_dir / "demo").processes
    registry = next(process for process in left if process.program.name == REGISTRY.name)
    with urlopen(f"{registry.address}/subjects") as answer:  # noqa: S310  # always http, on loopback
        subjects = answer.read().decode()

    days = [demo("--events", "200", "--per-second", "400", data_dir=data_dir) for _ in range(2)]
    still_there = [process.alive for process in left]
    down = demo("--stop", data_dir=data_dir)

    assert up.returncode == 0, up.stderr
    assert "simpul.dispendukcapil.DeathRegistered" in subjects
    for day in days:
        assert day.returncode == 0, day.stdout + day.stderr
        assert day.stdout.strip().endswith(
            "The ledger closes: every event that somebody may have was delivered exactly once."
        )
        assert "dukcapil_kematian_2019.csv: 16 rows read" in day.stdout
        assert "an outbox on PostgreSQL (Nadine)" in day.stdout
        assert "3508" not in day.stdout
    assert still_there == [True] * 4
    assert down.returncode == 0
    assert not any(process.alive for process in left)
    assert stop_databases(data_dir / "demo") == 0
    found = local.status(data_dir / "kafka")
    assert found is not None
    assert not found.was_up


@pytest.mark.kafka
def test_what_a_killed_run_has_left_is_ended(data_dir: Path) -> None:
    command = [sys.executable, "-m", "producers.demo", "--per-second", "100"]
    killed = subprocess.Popen(command, cwd=PROJECT, env=environment(data_dir), stderr=subprocess.PIPE, text=True)
    try:
        assert killed.stderr is not None
        happened = any("happening: " in line for line in killed.stderr)
    finally:
        killed.kill()
        killed.communicate()
    left = read_leftover(folder=data_dir / "demo").processes

    down = demo("--stop", data_dir=data_dir)

    assert happened
    assert {process.program.name for process in left} >= {"distribution", "nadine"}
    assert down.returncode == 0
    assert not any(process.alive for process in left)
    assert stop_databases(data_dir / "demo") == 0
    assert local.stop(data_dir / "kafka") == 0
