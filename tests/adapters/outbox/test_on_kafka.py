"""What stands in an outbox is on Kafka once and in order, however often the relay is killed."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simpul import local
from simpul.adapters.quality import BUS
from tests.adapters.outbox.department import SYSTEM, Department, event_id, write
from tests.adapters.outbox.relaying import ADAPTER
from tests.runtime.worker_process import CATALOGUE, create_topics, eventually, read_committed

ROWS = 1_200
TOPIC = CATALOGUE.topic_of("VillageLetterIssued").name
TOPICS = {
    CATALOGUE.memory_topic(ADAPTER).name,
    *(
        topic.name
        for topic in CATALOGUE.topics
        if topic.kind == "event"
        for event_type in topic.event_types
        if {SYSTEM, BUS} & set(CATALOGUE.systems_publishing(event_type))
    ),
}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """The address of a broker of this test's own, with the topics of the relay."""
    try:
        servers = local.start(tmp_path / "kafka").bootstrap_servers
        create_topics(servers, names=TOPICS)
        yield servers
    finally:
        local.stop(tmp_path / "kafka")


def relay(broker: str, folder: Path, department: Department) -> "subprocess.Popen[bytes]":
    """The relay at work; what it says goes to relay.log."""
    command = [sys.executable, "-m", "tests.adapters.outbox.relaying", broker, str(folder / "data"), department.url]
    with (folder / "relay.log").open("wb") as log:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)


def test_no_row_is_missing_or_doubled_or_out_of_order_over_kills(
    department: Department, broker: str, tmp_path: Path
) -> None:
    chance = random.Random(3)  # noqa: S311  # repeatable, not secret
    with department.connect() as connection:
        rows = [write(connection) for _ in range(ROWS)]
        connection.commit()
    killed = 0

    for _ in range(4):
        process = relay(broker, tmp_path, department)
        eventually(lambda: "restored" in (tmp_path / "relay.log").read_text())
        time.sleep(chance.uniform(0.1, 0.6))
        killed += process.poll() is None
        process.kill()
        process.wait()
    last = relay(broker, tmp_path, department)

    assert last.wait(timeout=60) == 0
    assert killed > 1
    assert [headers["ce_id"].decode() for headers in read_committed(broker, TOPIC)] == [event_id(row) for row in rows]
    assert department.count("outbox") == 0
