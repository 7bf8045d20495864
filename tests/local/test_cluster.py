"""A real broker: up, up again, killed, up again, down."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simpul import local
from simpul.errors import LocalBusError
from simpul.local._probe import known_brokers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("local")
    try:
        yield folder
    finally:
        local.stop(folder)


def test_a_killed_broker_comes_back_on_the_same_port(folder: Path) -> None:
    first = local.start(folder)
    pid = first.brokers[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    second = local.start(folder)

    assert not second.was_up
    assert second.bootstrap_servers == first.bootstrap_servers
    assert known_brokers(second.brokers[0].port, timeout_s=2) == {1}


def test_a_second_up_changes_nothing(folder: Path) -> None:
    first = local.start(folder)

    second = local.start(folder)

    assert second.was_up
    assert second.brokers[0].pid == first.brokers[0].pid


@pytest.mark.parametrize(("compiler", "tier"), [("quick", 1), ("full", 4)])
def test_java_compiles_as_far_as_asked(tmp_path: Path, compiler: local.Compiler, tier: int) -> None:
    try:
        [broker] = local.start(tmp_path, compiler=compiler).brokers
        command = Path(f"/proc/{broker.pid}/cmdline").read_text()

        assert f"-XX:TieredStopAtLevel={tier}" in command
    finally:
        local.stop(tmp_path)


def test_storage_left_half_formatted_is_formatted_again(folder: Path) -> None:
    local.start(folder)
    local.stop(folder)
    (folder / "1" / "data" / "meta.properties").unlink()
    (folder / "1" / "data" / "bootstrap.checkpoint").unlink(missing_ok=True)

    assert local.start(folder).brokers[0].answers


def test_down_stops_its_own_broker_and_nothing_else(folder: Path) -> None:
    local.start(folder)
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "kafka.Kafka"])
    try:
        stopped = local.stop(folder)

        assert stopped == 1
        assert local.stop(folder) == 0
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_status_tells_that_a_broker_is_down(folder: Path) -> None:
    local.start(folder)
    local.stop(folder)

    found = local.status(folder)

    assert found is not None
    assert not found.was_up


def test_a_folder_without_a_cluster_has_no_status(tmp_path: Path) -> None:
    assert local.status(tmp_path / "nothing") is None


def test_another_size_is_refused_with_the_next_step(folder: Path) -> None:
    local.start(folder)

    with pytest.raises(LocalBusError, match="holds a cluster of 1, not of 3"):
        local.start(folder, brokers=3)


@pytest.mark.parametrize("size", [2, 4])
def test_a_cluster_has_one_broker_or_three(tmp_path: Path, size: int) -> None:
    with pytest.raises(LocalBusError, match="1 broker or 3"):
        local.start(tmp_path, brokers=size)


def test_an_open_port_that_is_no_kafka_is_no_broker() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert known_brokers(listening.getsockname()[1], timeout_s=0.2) == frozenset()
