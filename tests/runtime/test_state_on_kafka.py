"""State on a real Kafka: under SIGKILL, handed over, with its disk lost, no count is lost and none is doubled."""

import random
import shutil
import time
from collections import defaultdict
from pathlib import Path

import pytest

from benchmarks.catalogue import PACKAGE, write_catalogue
from simpul.contracts import decode, encode
from tests.runtime.conftest import Start
from tests.runtime.streams_counting import NAME, REFUSED
from tests.runtime.worker_process import (
    CONTRACTS,
    EVENT_TYPE,
    PATIENCE_S,
    SOURCE,
    Sent,
    committed_offset,
    create_topics,
    eventually,
    produce,
    read_whole,
    routed,
)

pytestmark = pytest.mark.kafka

APP = "tests.runtime.streams_counting:app"
CHANGELOG = f"changelog.{NAME}"
KEYS = 40
SETTINGS = {
    "SIMPUL_CATALOGUE": PACKAGE,
    "SIMPUL_SESSION_TIMEOUT_MS": "2000",
    "SIMPUL_TRANSACTION_TIMEOUT_MS": "2000",
}


@pytest.fixture
def counting(own_broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Topics of the counting stream on a broker of this test's own, and what its workers are told."""
    catalogue = write_catalogue(tmp_path, application=NAME, reads=EVENT_TYPE, contracts=CONTRACTS, state=True)
    flags = catalogue.topic_of("DataQualityFlagged").name
    names = {SOURCE, flags, CHANGELOG, catalogue.dead_letter_topic(NAME).name}
    create_topics(own_broker, catalogue=catalogue, names=names)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return {"servers": own_broker, "flags": flags, "dead": catalogue.dead_letter_topic(NAME).name}


def counts(counting: dict[str, str]) -> dict[str, list[int]]:
    """The counts that were answered, by complaint, sorted: each answer has a key, and so a partition, of its own."""
    answered: dict[str, list[int]] = defaultdict(list)
    for _, value in read_whole(counting["servers"], counting["flags"]):
        assert value is not None
        reference = str(decode(CONTRACTS, value)[1]["source_ref"])
        complaint, _, number = reference.partition("#")
        answered[complaint].append(int(number))
    return {complaint: sorted(numbers) for complaint, numbers in answered.items()}


def test_no_count_is_lost_or_doubled_while_workers_are_killed_and_disks_are_lost(
    counting: dict[str, str], start: Start, tmp_path: Path
) -> None:
    servers = counting["servers"]
    chance = random.Random(1)  # noqa: S311  # seeded, not secret
    workers = [start(servers, app=APP, **SETTINGS) for _ in range(2)]
    sent = 0
    for round_number in range(8):
        batch = [routed(chance.randrange(KEYS)) for _ in range(1_500)]
        produce(servers, batch)
        sent += len(batch)
        eventually(lambda: any(worker.is_ready for worker in workers), worker=workers[0])
        time.sleep(chance.uniform(0.0, 0.6))
        victim = chance.randrange(2)
        workers[victim].kill()
        if round_number % 2:
            shutil.rmtree(tmp_path / "state" / NAME / f"worker-{victim}", ignore_errors=True)
        workers[victim] = start(servers, app=APP, **SETTINGS)

    def caught_up() -> bool:
        for number, worker in enumerate(workers):  # one that finds itself fenced ends, and its supervisor restarts it
            if worker.process.poll() is not None:
                workers[number] = start(servers, app=APP, **SETTINGS)
        return committed_offset(servers, group=NAME) == sent

    eventually(caught_up, worker=workers[0], patience_s=2 * PATIENCE_S)
    answered = counts(counting)

    assert sum(len(numbers) for numbers in answered.values()) == sent
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in answered.values())
    assert any("restored from changelog.counting[3]" in worker.said for worker in workers)


def test_a_refused_event_leaves_nothing_in_the_state(counting: dict[str, str], start: Start) -> None:
    servers = counting["servers"]
    good, contract = routed(0), CONTRACTS.latest(EVENT_TYPE)
    refused = Sent(REFUSED.encode(), encode(contract, contract.example | {"complaint_id": REFUSED}))
    produce(servers, [good, refused, good, refused, good])
    worker = start(servers, app=APP, **SETTINGS)
    eventually(lambda: committed_offset(servers, group=NAME) == 5, worker=worker)
    assert worker.stop() == 0

    assert list(counts(counting).values()) == [[1, 2, 3]]
    assert len(read_whole(servers, counting["dead"])) == 2
    kept = read_whole(servers, CHANGELOG)
    assert [value for _, value in kept] == [b"3"]


def test_a_worker_goes_on_from_its_disk_and_shows_what_it_keeps(counting: dict[str, str], start: Start) -> None:
    servers = counting["servers"]
    produce(servers, [routed(number % KEYS) for number in range(2_000)])
    first = start(servers, app=APP, **SETTINGS)
    eventually(lambda: committed_offset(servers, group=NAME) == 2_000, worker=first)
    eventually(
        lambda: 'simpul_state_entries{stream="counting",task="3of6"} 4' in first.get("/metrics")[1], worker=first
    )
    assert first.stop() == 0

    second = start(servers, app=APP, **SETTINGS)
    eventually(lambda: second.is_ready, worker=second)
    produce(servers, [routed(0)])
    eventually(lambda: committed_offset(servers, group=NAME) == 2_001, worker=second)

    assert "restored from changelog.counting[3]: 0 records" in second.said
    assert 'simpul_restore_left_records{stream="counting",task="3of6"} 0.0' in second.get("/metrics")[1]
    assert second.stop() == 0
    assert max(counts(counting)["LAPOR_LUMAJANG:0"]) == 2_000 // KEYS + 1


def test_an_application_that_keeps_state_without_saying_so_ends_with_the_next_step(
    own_broker: str, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = write_catalogue(tmp_path, application=NAME, reads=EVENT_TYPE, contracts=CONTRACTS)
    create_topics(own_broker, catalogue=catalogue, names={SOURCE, catalogue.dead_letter_topic(NAME).name})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    worker = start(own_broker, app=APP, SIMPUL_CATALOGUE=PACKAGE)

    assert worker.process.wait(PATIENCE_S) == 1
    assert "add `state: true` to it and run simpul topics apply" in worker.sentences[0]
