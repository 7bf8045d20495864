"""A dropped file is on a real Kafka exactly once, and its rejected rows lie beside it, whatever kills the adapter."""

import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from simpul import local
from simpul.adapters.quality import BUS
from tests.producers.dropping import ADAPTER
from tests.producers.dukcapil.test_deaths import GOOD, HEAD
from tests.runtime.worker_process import CATALOGUE, create_topics, eventually, read_committed

SIAK = 1
EVENTS = {
    topic.name
    for topic in CATALOGUE.topics
    if topic.kind == "event"
    for event_type in topic.event_types
    if {SIAK, BUS} & set(CATALOGUE.systems_publishing(event_type))
}
DEATHS = CATALOGUE.topic_of("DeathRegistered").name
FLAGS = CATALOGUE.topic_of("DataQualityFlagged").name
ROWS = 6_000
KILLS = 6
PATIENCE_S = 60.0


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[str]:
    """A broker of this test's own, with the topics of the adapter."""
    try:
        running = local.start(tmp_path / "kafka")
        create_topics(running.bootstrap_servers, names={CATALOGUE.memory_topic(ADAPTER).name, *EVENTS})
        yield running.bootstrap_servers
    finally:
        local.stop(tmp_path / "kafka")


def started(servers: str, folder: Path) -> "subprocess.Popen[str]":
    """The adapter as a process."""
    command = [sys.executable, "-m", "tests.producers.dropping", servers, str(folder / "data"), str(folder / "drop")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def returned_bytes(folder: Path) -> int:
    """How much lies ready to be given back."""
    return sum(part.stat().st_size for part in (folder / "rejected").glob(".*.part"))


def kill_while_it_reads(adapter: "subprocess.Popen[str]", folder: Path, *, later_s: float) -> None:
    """End the adapter as a power cut would, some time after it has come to a rejected row."""
    before = returned_bytes(folder)
    eventually(lambda: returned_bytes(folder) != before or adapter.poll() is not None)
    time.sleep(later_s)
    adapter.kill()
    adapter.communicate()


def row(number: int) -> dict[str, str]:
    """A row of the export; every tenth is spoilt."""
    nik = "123" if number % 10 == 0 else f"35081001075{number % 9_999 + 1:05}"
    return GOOD | {"NO": str(number), "NO_AKTA": f"3508-KM-{number}", "NIK": nik}


def test_no_row_is_missing_or_doubled_over_kills_and_a_deleted_disk(servers: str, tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    lines = [HEAD, *(";".join(row(number).values()) for number in range(ROWS))]
    (folder / "kematian.csv").write_bytes("\r\n".join(lines).encode())
    chance = random.Random(7)  # noqa: S311  # repeatable, not secret

    for kill in range(KILLS):
        kill_while_it_reads(started(servers, tmp_path), folder, later_s=chance.uniform(0.0, 0.2))
        if kill == KILLS // 2:
            shutil.rmtree(tmp_path / "data")
    assert (folder / "kematian.csv").exists()
    last = started(servers, tmp_path)
    last.communicate(timeout=PATIENCE_S)

    landed = Counter(headers["ce_id"] for headers in read_committed(servers, DEATHS))
    flagged = Counter(headers["ce_id"] for headers in read_committed(servers, FLAGS))
    returned = (folder / "rejected" / "kematian.csv").read_bytes().splitlines()
    spoilt = [line for number, line in enumerate(lines[1:]) if number % 10 == 0]
    assert last.returncode == 0
    assert (len(landed), set(landed.values())) == (ROWS * 9 // 10, {1})
    assert (len(flagged), set(flagged.values())) == (ROWS // 10, {1})
    assert [line.decode()[: len(text)] for line, text in zip(returned[1:], spoilt, strict=True)] == spoilt
