"""A store on disk comes back as its last whole transaction left it, and what is in doubt is set aside."""

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simpul.errors import StateError
from simpul.state import DiskStore, Identity, Position, WorkerFolder

OWN = Identity("app", "0of6", "cluster-1")
WRITES_FOR_EVER = """
import sys
from pathlib import Path
from simpul.state import DiskStore, Identity
store = DiskStore(Path(sys.argv[1]), Identity("app", "0of6", "cluster-1"))
number = 0
while True:
    number += 1
    store.apply({b"a%d" % (number % 50): b"%d" % number, b"last": b"%d" % number}, position=number, at_ms=number)
    if number == 2000:
        print("going", flush=True)
"""
HOLDS = """
import sys, time
from pathlib import Path
from simpul.state import DiskStore, Identity, WorkerFolder
folder = WorkerFolder(Path(sys.argv[1]))
store = DiskStore(folder.path / "0of6", Identity("app", "0of6", "cluster-1"))
print(folder.path.name, flush=True)
time.sleep(60)
"""


def test_a_store_comes_back_with_its_position(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "0of6", OWN)
    assert store.position is None
    store.apply({b"k": b"v", b"gone": b"x"}, position=10, at_ms=1_000)
    store.apply({b"gone": None}, position=12, at_ms=2_000)
    store.close()

    again = DiskStore(tmp_path / "0of6", OWN)

    assert again.position == Position(12, 2_000)
    assert (again.get(b"k"), again.get(b"gone")) == (b"v", None)
    assert again.entries > 0
    assert again.size_bytes > 0
    again.close()


def test_a_killed_writer_leaves_a_whole_transaction(tmp_path: Path) -> None:
    folder = tmp_path / "0of6"
    writer = subprocess.Popen([sys.executable, "-c", WRITES_FOR_EVER, str(folder)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"going\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()

    store = DiskStore(folder, OWN)

    position = store.position
    assert position is not None
    assert position.offset >= 2000
    assert store.get(b"last") == b"%d" % position.offset
    assert store.get(b"a%d" % (position.offset % 50)) == b"%d" % position.offset
    store.close()


@pytest.mark.parametrize(
    "other", [OWN._replace(task="1of6"), OWN._replace(application="other"), OWN._replace(cluster="cluster-2")]
)
def test_a_foreign_folder_is_set_aside(tmp_path: Path, other: Identity, caplog: pytest.LogCaptureFixture) -> None:
    foreign = DiskStore(tmp_path / "0of6", other)
    foreign.apply({b"k": b"theirs"}, position=5, at_ms=0)
    foreign.close()

    with caplog.at_level(logging.WARNING):
        store = DiskStore(tmp_path / "0of6", OWN)

    assert (store.position, store.get(b"k")) == (None, None)
    assert "holds the state of another task, cluster or version" in caplog.text
    assert len(list(tmp_path.glob("0of6.set-aside-*"))) == 1
    store.close()


@pytest.mark.parametrize("damaged", ["CURRENT", "MANIFEST", "sst"])
def test_a_corrupt_folder_is_set_aside(tmp_path: Path, damaged: str, caplog: pytest.LogCaptureFixture) -> None:
    store = DiskStore(tmp_path / "0of6", OWN)
    store.apply({b"k%d" % number: os.urandom(5_000) for number in range(8_000)}, position=5, at_ms=0)
    store.close()
    pattern = {"CURRENT": "CURRENT", "MANIFEST": "MANIFEST-*", "sst": "*.sst"}[damaged]
    files = sorted((tmp_path / "0of6").glob(pattern))
    assert files
    for file in files:
        file.write_bytes(b"no longer what it was")

    with caplog.at_level(logging.WARNING):
        again = DiskStore(tmp_path / "0of6", OWN)

    assert again.position is None
    assert "RocksDB cannot read it" in caplog.text
    again.apply({b"k": b"v"}, position=1, at_ms=0)
    assert again.get(b"k") == b"v"
    again.close()


def test_a_folder_in_use_is_refused_and_never_set_aside(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"worker-0\n"

        with pytest.raises(StateError, match="is open in another process; give each worker a SIMPUL_DATA_DIR"):
            DiskStore(tmp_path / "worker-0" / "0of6", OWN)
        second = WorkerFolder(tmp_path)
        assert second.path.name == "worker-1"
        second.release()
    finally:
        holder.kill()
        holder.communicate()

    after = WorkerFolder(tmp_path)
    assert after.path.name == "worker-0"
    DiskStore(after.path / "0of6", OWN).close()
    after.release()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")

    with pytest.raises(StateError, match="see SIMPUL_DATA_DIR"):
        WorkerFolder(tmp_path / "state")
    with pytest.raises(StateError, match="see SIMPUL_DATA_DIR"):
        DiskStore(tmp_path / "state" / "0of6", OWN)


def test_starting_afresh_keeps_the_old_folder_for_whoever_wants_to_look(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "0of6", OWN)
    store.apply({b"k": b"v"}, position=5, at_ms=0)

    store.start_afresh("it was in doubt")

    assert (store.position, store.get(b"k")) == (None, None)
    assert len(list(tmp_path.glob("0of6.set-aside-*"))) == 1
    store.close()
