"""What a source gives is on Kafka exactly once, whatever happens to the process that relays it, and to the broker."""

import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from simpul import local
from simpul.adapters.quality import BUS
from tests.adapters.counting import ADAPTER, EVENT_TYPE, SYSTEM
from tests.runtime.worker_process import CATALOGUE, create_topics, eventually, read_committed

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
TOPIC = CATALOGUE.topic_of(EVENT_TYPE).name
PATIENCE_S = 60.0


class Adapter:
    """The counting adapter as a process."""

    def __init__(self, servers: str, folder: Path, *, numbers: int) -> None:
        folder.mkdir(exist_ok=True)
        self.log = folder / f"adapter-{time.monotonic_ns()}.log"
        self._stderr: IO[bytes] = self.log.open("wb")
        command = [sys.executable, "-m", "tests.adapters.counting", servers, str(folder / "data"), str(numbers)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._stderr, text=True)

    def end(self) -> tuple[int, str]:
        """Its exit code and what it printed, once it has ended."""
        printed, _ = self.process.communicate(timeout=PATIENCE_S)
        self._stderr.close()
        return self.process.returncode, printed

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.end()

    @property
    def said(self) -> str:
        """Its log."""
        return self.log.read_text()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[local.Running]:
    """A broker of this test's own, with the topics of the adapter."""
    try:
        running = local.start(tmp_path / "kafka")
        create_topics(running.bootstrap_servers, names=TOPICS)
        yield running
    finally:
        local.stop(tmp_path / "kafka")


def landed(broker: local.Running) -> Counter[int]:
    """How often each number stands on its topic."""
    headers = read_committed(broker.bootstrap_servers, TOPIC)
    return Counter(int(each["ce_id"].decode().replace("-", ""), 16) for each in headers)


def test_no_number_is_missing_or_doubled_over_kills_and_a_deleted_disk(broker: local.Running, tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311  # repeatable, not secret
    kills = 0
    while True:
        adapter = Adapter(broker.bootstrap_servers, tmp_path, numbers=6_000)
        eventually(lambda adapter=adapter: "restored" in adapter.said or adapter.process.poll() is not None)  # type: ignore[misc]
        time.sleep(chance.uniform(0.05, 0.6))
        if kills == 6 or adapter.process.poll() is not None:
            break
        adapter.kill()
        kills += 1
        if kills % 3 == 0:
            shutil.rmtree(tmp_path / "data")
    code, printed = adapter.end()

    assert code == 0
    assert kills > 3
    assert int(printed.split()[0]) < 6_000
    assert landed(broker) == dict.fromkeys(range(6_000), 1)


def test_a_second_copy_takes_over_and_the_first_ends_with_a_sentence(broker: local.Running, tmp_path: Path) -> None:
    first = Adapter(broker.bootstrap_servers, tmp_path / "first", numbers=1_000_000)
    eventually(lambda: "restored" in first.said)
    second = Adapter(broker.bootstrap_servers, tmp_path / "second", numbers=500)

    assert second.end()[0] == 0
    assert first.end()[0] == 1
    assert "another process publishes share 0 of adapter dukcapil-deaths" in first.said
    found = landed(broker)
    assert len(found) >= 500
    assert found == dict.fromkeys(range(len(found)), 1)


def test_an_adapter_waits_while_kafka_is_away_and_goes_on_in_order(broker: local.Running, tmp_path: Path) -> None:
    adapter = Adapter(broker.bootstrap_servers, tmp_path, numbers=5_000)
    eventually(lambda: "restored" in adapter.said)

    for _ in range(2):
        broker.brokers[0].kill()
        time.sleep(2.0)
        broker.brokers[0].start()
        local.wait_until_ready(broker.brokers)
    code, _ = adapter.end()

    assert code == 0
    assert landed(broker) == dict.fromkeys(range(5_000), 1)


def test_an_adapter_that_starts_before_kafka_waits_for_it(broker: local.Running, tmp_path: Path) -> None:
    broker.brokers[0].stop()
    adapter = Adapter(broker.bootstrap_servers, tmp_path, numbers=500)
    eventually(lambda: "does not take events" in adapter.said)

    broker.brokers[0].start()
    code, printed = adapter.end()

    assert (code, printed) == (0, "500 500\n")
    assert len(landed(broker)) == 500
