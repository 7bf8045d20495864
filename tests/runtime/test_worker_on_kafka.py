"""A worker process on a real Kafka: how it starts, refuses, sets aside, stops and tells about itself."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from simpul import local
from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import Contracts, encode, key_text, load_contracts

pytestmark = pytest.mark.kafka

CONTRACTS: Contracts = load_contracts()
CATALOGUE: Catalogue = load_catalogue(contracts=CONTRACTS)
DEAD = "dead-letter.distribution"
SOURCE = "complaints.case"
PATIENCE_S = 40.0
HEADERS = [
    ("ce_id", b"0197d000-0000-7000-8000-000000000001"),
    ("ce_source", b"/DISKOMINFO/systems/54"),
    ("ce_type", b"ComplaintRouted"),
    ("ce_time", b"2026-07-06T02:00:00.000Z"),
    ("ce_registeredat", b"2026-07-06T02:00:00.000Z"),
]


class Worker:
    """A worker process, its stderr in a file."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.log = folder / f"worker-{uuid.uuid4().hex[:8]}.log"
        environment = os.environ | {"SIMPUL_TOKEN_KEY": "simpul-test-key", "SIMPUL_DATA_DIR": str(folder)} | settings
        with self.log.open("wb") as stderr:
            command = [sys.executable, "-m", "simpul", "worker", "streams.distribution:app"]
            self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=stderr)

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def sentences(self) -> list[str]:
        return [line for line in self.said.splitlines() if line.startswith("simpul: ")]

    def get(self, path: str) -> tuple[int, str]:
        found = re.search(r"metrics and health at (http://\S+)", self.said)
        if found is None:
            return 0, ""
        try:
            with urllib.request.urlopen(found.group(1) + path, timeout=5) as answer:  # noqa: S310  # a worker of ours
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        except OSError:
            return 0, ""

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


def eventually(happens: Callable[[], bool], *, worker: Worker | None = None) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happens():
        assert time.monotonic() < deadline, worker.said[-3_000:] if worker else "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker of this module's own, with the topics of the distribution: its tests share group and topics."""
    folder = tmp_path_factory.mktemp("bus")
    try:
        servers = local.start(folder).bootstrap_servers
        create(servers, CATALOGUE)
        yield servers
    finally:
        local.stop(folder)


def create(servers: str, catalogue: Catalogue, *, but: frozenset[str] = frozenset()) -> None:
    wanted = [NewTopic(each.name, each.partitions, 1) for each in catalogue.topics if each.name not in but]
    admin = AdminClient({"bootstrap.servers": servers})
    for made in admin.create_topics(wanted).values():
        made.result(30)


@pytest.fixture
def workers(tmp_path: Path, bus: str) -> Iterator[Callable[..., Worker]]:
    started: list[Worker] = []

    def start(**settings: str) -> Worker:
        started.append(Worker(tmp_path, **({"SIMPUL_BOOTSTRAP_SERVERS": bus} | settings)))
        return started[-1]

    yield start
    for worker in started:
        worker.process.kill()
        worker.process.wait()


def routed(number: int) -> tuple[bytes, bytes]:
    contract = CONTRACTS.latest("ComplaintRouted")
    data = contract.example | {"complaint_id": f"LAPOR_LUMAJANG:{number}"}
    return key_text(contract, data).encode(), encode(contract, data)


def produce(bus: str, records: list[tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]]) -> None:
    producer = Producer({"bootstrap.servers": bus, "acks": "all"})
    for key, value, headers in records:
        producer.produce(SOURCE, value=value, key=key, headers=[*headers], partition=3)
    assert producer.flush(30) == 0


def committed(bus: str, topic: str) -> list[dict[str, bytes]]:
    """The headers of every committed record of a topic."""
    consumer = Consumer(
        {
            "bootstrap.servers": bus,
            "group.id": str(uuid.uuid4()),
            "isolation.level": "read_committed",
            "auto.offset.reset": "earliest",
        }
    )
    consumer.subscribe([topic])
    found = []
    quiet = 0
    while quiet < 20:
        message = consumer.poll(0.25)
        if message is None or message.error():
            quiet += 1
            continue
        headers = message.headers() or []
        pairs = headers.items() if isinstance(headers, dict) else headers
        found.append({name: value for name, value in pairs if isinstance(value, bytes)})
    consumer.close()
    return found


def test_an_unreachable_broker_ends_the_worker_with_its_address(workers: Callable[..., Worker]) -> None:
    worker = workers(SIMPUL_BOOTSTRAP_SERVERS="127.0.0.1:1")

    assert worker.process.wait(PATIENCE_S) == 1
    [sentence] = worker.sentences
    assert "no Kafka broker answers at 127.0.0.1:1" in sentence


def test_an_unknown_setting_ends_the_worker_with_the_nearest(workers: Callable[..., Worker]) -> None:
    worker = workers(SIMPUL_COMMIT_INTERVALL_MS="50")

    assert worker.process.wait(PATIENCE_S) == 1
    assert "did you mean SIMPUL_COMMIT_INTERVAL_MS?" in worker.sentences[0]


@pytest.mark.parametrize(
    ("present", "sentence"),
    [(0, "topic complaints.case does not exist: run simpul topics apply"), (2, "has 2 partitions and the catalogue")],
)
def test_a_topic_unlike_the_catalogue_ends_the_worker(tmp_path: Path, present: int, sentence: str) -> None:
    folder = tmp_path / "kafka"
    try:
        servers = local.start(folder).bootstrap_servers
        create(servers, CATALOGUE, but=frozenset({SOURCE}))
        if present:
            admin = AdminClient({"bootstrap.servers": servers})
            admin.create_topics([NewTopic(SOURCE, present, 1)])[SOURCE].result(30)
            eventually(lambda: SOURCE in admin.list_topics(timeout=10).topics)  # Kafka answers before it shows it
        worker = Worker(tmp_path, SIMPUL_BOOTSTRAP_SERVERS=servers)

        assert worker.process.wait(PATIENCE_S) == 1
        assert sentence in worker.sentences[0]
    finally:
        local.stop(folder)


def test_malformed_records_are_set_aside_and_the_partition_goes_on(bus: str, workers: Callable[..., Worker]) -> None:
    key, value = routed(1)
    before = len(committed(bus, DEAD))
    malformed: list[tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]] = [
        (key, b"{}", HEADERS),
        (key, b"\0\x7f\xff\xff\xffabc", HEADERS),
        (key, b"\0\0\0\0\x01abc", HEADERS),
        (key, None, HEADERS),
        (None, value, HEADERS),
        (key, value, [("ce_id", b"\xff\xfe")]),
        (key, value[:-2], HEADERS),
    ]
    worker = workers()
    eventually(lambda: worker.get("/readyz")[0] == 200, worker=worker)

    good = [routed(number) for number in range(2, 40)]
    produce(bus, [*malformed, *((each_key, each_value, HEADERS) for each_key, each_value in good)])
    done = 'simpul_events_in_total{stream="distribution",type="ComplaintRouted"}'
    eventually(lambda: done in worker.get("/metrics")[1], worker=worker)

    dead = committed(bus, DEAD)[before:]
    assert sorted(each["simpul_dead_reason"] for each in dead) == sorted(
        [
            b"UNDECODABLE",
            b"UNKNOWN_SCHEMA",
            b"WRONG_EVENT_TYPE",
            b"TOMBSTONE",
            b"MISSING_KEY",
            b"BAD_HEADER",
            b"UNDECODABLE",
        ]
    )
    assert {each["simpul_dead_topic"] for each in dead} == {SOURCE.encode()}
    assert worker.get("/healthz") == (200, "ok\n")


def test_a_flood_of_dead_letters_halts_its_task_and_drains_nothing(bus: str, workers: Callable[..., Worker]) -> None:
    before = len(committed(bus, DEAD))
    produce(bus, [(b"k", b"{}", HEADERS)] * 500)

    worker = workers()
    eventually(lambda: worker.get("/healthz")[0] == 503, worker=worker)

    assert "would be dead letters, over the limit of 50%" in worker.get("/healthz")[1]
    assert 'simpul_task_halted{stream="distribution",task="3of6"} 1.0' in worker.get("/metrics")[1]
    assert len(committed(bus, DEAD)) == before
    assert worker.process.poll() is None


def test_a_stopped_worker_leaves_its_partitions_to_the_next_at_once(workers: Callable[..., Worker]) -> None:
    first = workers()
    eventually(lambda: first.get("/readyz")[0] == 200, worker=first)

    code = first.stop()
    began = time.monotonic()
    second = workers(SIMPUL_SESSION_TIMEOUT_MS="30000")
    eventually(lambda: second.get("/readyz")[0] == 200, worker=second)

    assert code == 0
    assert "stopped, nothing left open" in first.said
    assert time.monotonic() - began < 25  # a member that had not left would hold the group for its session time-out


def test_workers_keep_equal_partition_numbers_together(workers: Callable[..., Worker]) -> None:
    three = [workers() for _ in range(3)]
    shown: list[str] = []

    def settled() -> bool:
        shown[:] = [worker.get("/metrics")[1] for worker in three]
        return all('simpul_tasks{stream="distribution"} 2.0' in each for each in shown)

    eventually(settled, worker=three[0])

    for metrics in shown:
        numbers = {topic: owned(metrics, topic) for topic in CATALOGUE.application("distribution").reads}
        assert len(set(numbers.values())) == 1
        assert len(numbers[SOURCE]) == 2


def owned(metrics: str, topic: str) -> frozenset[str]:
    """The partition numbers of a topic that a worker has."""
    pattern = rf'simpul_lag_events{{partition="(\d)",stream="distribution",topic="{re.escape(topic)}"}}'
    return frozenset(re.findall(pattern, metrics))
