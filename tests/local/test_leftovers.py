"""What crashes, hasty hands and other processes leave behind never stops the next `up` or `down`."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simpul import local
from simpul.errors import LocalBusError
from simpul.local import _processes

_UP = "import sys; from pathlib import Path; from simpul import local; local.start(Path(sys.argv[1]))"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("leftovers")
    try:
        yield folder
    finally:
        local.stop(folder)


def test_a_folder_deleted_under_its_broker_leaves_one_broker_after_the_next_up(folder: Path) -> None:
    deserted = local.start(folder).brokers[0].pid
    shutil.rmtree(folder)

    again = local.start(folder)

    assert _processes.find_all(folder) == [(folder / "1", again.brokers[0].pid)]
    assert again.brokers[0].pid != deserted


def test_down_finds_a_broker_whose_cluster_file_is_damaged(folder: Path) -> None:
    local.start(folder)
    whole = (folder / "cluster.json").read_text()
    (folder / "cluster.json").write_text(whole[:10])

    stopped = local.stop(folder)
    with pytest.raises(LocalBusError, match="--delete-data"):
        local.start(folder)
    (folder / "cluster.json").write_text(whole)

    assert stopped == 1
    assert _processes.find_all(folder) == []


def test_a_running_cluster_is_not_moved_to_another_port(folder: Path) -> None:
    before = local.start(folder)
    port = before.brokers[0].port

    with pytest.raises(LocalBusError, match=f"is up on port {port}, not on {port + 1}"):
        local.start(folder, port=port + 1)

    assert before.brokers[0].answers


def test_down_ends_a_paused_broker(folder: Path) -> None:
    paused = local.start(folder).brokers[0]
    pid = paused.pid
    assert pid is not None
    _processes.send(paused.folder, pid=pid, number=signal.SIGSTOP)

    stopped = local.stop(folder)

    assert stopped == 1
    assert paused.pid is None


def test_an_up_that_is_killed_while_its_broker_starts_does_not_hinder_the_next(folder: Path) -> None:
    local.stop(folder)
    with subprocess.Popen([sys.executable, "-c", _UP, str(folder)]) as hasty:
        while _processes.find(folder / "1") is None:
            assert hasty.poll() is None
        hasty.kill()

    after = local.start(folder)

    assert after.brokers[0].answers
    assert len(_processes.find_all(folder)) == 1


def test_one_of_three_brokers_is_killed_and_comes_back(three_brokers: local.Running) -> None:
    killed = three_brokers.brokers[1]

    killed.kill()
    while_away = [broker.answers for broker in three_brokers.brokers]
    killed.start()
    local.wait_until_ready(three_brokers.brokers)

    assert while_away == [True, False, True]
    assert all(broker.answers for broker in three_brokers.brokers)
