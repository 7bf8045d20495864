"""A worker as a process on a real Kafka, and what its tests write to and read from its topics."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from simpul.catalogue import Catalogue, load_catalogue
from simpul.catalogue.cluster import apply_actions
from simpul.catalogue.plan import diff, specify
from simpul.contracts import Contracts, encode, key_text, load_contracts
from simpul.errors import ClusterError
from simpul.inspection import group_positions
from simpul.settings import Settings

APPLICATION = "distribution"
EVENT_TYPE = "ComplaintRouted"
CONTRACTS: Contracts = load_contracts()
CATALOGUE: Catalogue = load_catalogue(contracts=CONTRACTS)
SOURCE = CATALOGUE.topic_of(EVENT_TYPE).name
DEAD = CATALOGUE.dead_letter_topic(APPLICATION).name
DELIVERIES = tuple(sorted({one.topic for one in CATALOGUE.subscriptions_to(EVENT_TYPE) if one.state == "active"}))
TOPICS = {*CATALOGUE.application(APPLICATION).reads, *DELIVERIES, DEAD}
PARTITION = 3  # where every record of a test goes
PATIENCE_S = 40.0
QUIET_S = 2.0

Headers = Sequence[tuple[str, bytes]]
HEADERS: Headers = (
    ("ce_id", b"0197d000-0000-7000-8000-000000000001"),
    ("ce_source", b"/DISKOMINFO/systems/54"),
    ("ce_type", EVENT_TYPE.encode()),
    ("ce_time", b"2026-07-06T02:00:00.000Z"),
    ("ce_registeredat", b"2026-07-06T02:00:00.000Z"),
)


class Sent(NamedTuple):
    """A record as a test produces it."""

    key: bytes | None
    value: bytes | None
    headers: Headers = HEADERS


class Worker:
    """A worker process, its stderr in a file."""

    def __init__(self, folder: Path, *, app: str = "streams.distribution:app", **settings: str) -> None:
        self.log = folder / f"worker-{uuid.uuid4().hex[:8]}.log"
        environment = os.environ | {"SIMPUL_TOKEN_KEY": "simpul-test-key", "SIMPUL_DATA_DIR": str(folder)} | settings
        with self.log.open("wb") as stderr:
            command = [sys.executable, "-m", "simpul", "worker", app]
            self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=stderr)

    @property
    def said(self) -> str:
        """Its whole log."""
        return self.log.read_text(errors="replace")

    @property
    def sentences(self) -> list[str]:
        """What it said to a person."""
        return [line for line in self.said.splitlines() if line.startswith("simpul: ")]

    @property
    def is_ready(self) -> bool:
        """Whether it says that it has partitions."""
        return self.get("/readyz")[0] == 200

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of one of its pages; 0 while it does not answer."""
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

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        """End it in whatever state it is."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def eventually(happens: Callable[[], bool], *, worker: Worker | None = None, patience_s: float = PATIENCE_S) -> None:
    """Wait until it happens."""
    deadline = time.monotonic() + patience_s
    while not happens():
        assert time.monotonic() < deadline, worker.said[-3_000:] if worker else "it did not happen in time"
        time.sleep(0.1)


def create_topics(
    servers: str,
    *,
    catalogue: Catalogue = CATALOGUE,
    names: Collection[str] = TOPICS,
    config: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Create these topics (by default the distribution's) as the catalogue says, and with these other configs."""
    declared = specify(
        [topic for topic in catalogue.topics if topic.name in names],
        replication_factor=1,
        max_record_bytes=Settings().max_record_bytes,
    )
    changed = [replace(spec, config={**spec.config, **(config or {}).get(spec.name, {})}) for spec in declared]
    apply_actions(servers, diff(changed, ()))


def routed(number: int) -> Sent:
    """A good event; every subscriber of `DELIVERIES` gets it."""
    contract = CONTRACTS.latest(EVENT_TYPE)
    data = contract.example | {"complaint_id": f"LAPOR_LUMAJANG:{number}"}
    return Sent(key_text(contract, data).encode(), encode(contract, data))


def produce(
    servers: str,
    records: Iterable[Sent],
    *,
    topic: str = SOURCE,
    partition: int = PARTITION,
    aborted: bool = False,
) -> None:
    """Write the records to one partition of a topic, in a transaction that is aborted if that is asked."""
    settings: dict[str, str | int] = {"bootstrap.servers": servers, "acks": "all", "message.max.bytes": 4_000_000}
    producer = Producer({**settings, "transactional.id": uuid.uuid4().hex} if aborted else settings)
    if aborted:
        producer.init_transactions(PATIENCE_S)
        producer.begin_transaction()
    for record in records:
        producer.produce(topic, record.value, record.key, headers=[*record.headers], partition=partition)
    assert producer.flush(PATIENCE_S) == 0
    if aborted:
        producer.abort_transaction(PATIENCE_S)


def read_committed(servers: str, topic: str) -> list[dict[str, bytes]]:
    """The headers of every committed record of a topic."""
    return [headers for headers, _ in read_whole(servers, topic)]


def read_whole(servers: str, topic: str, *, partitions: int = 6) -> list[tuple[dict[str, bytes], bytes | None]]:
    """Headers and value of every committed record of a topic."""
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": uuid.uuid4().hex,
            "isolation.level": "read_committed",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.assign([TopicPartition(topic, partition, 0) for partition in range(partitions)])
    found = []
    since = time.monotonic()
    while time.monotonic() - since < QUIET_S:
        message = consumer.poll(0.25)
        if message is None or message.error():
            continue
        since = time.monotonic()
        headers = message.headers() or []
        pairs = headers.items() if isinstance(headers, dict) else headers
        found.append(({name: value for name, value in pairs if isinstance(value, bytes)}, message.value()))
    consumer.close()
    return found


def committed_offset(servers: str, *, group: str = APPLICATION) -> int:
    """The position of an application in the partition of the tests; -1 for none."""
    place = (SOURCE, PARTITION)
    with group_positions(group, brokers=servers) as positions:
        try:
            return positions([place]).get(place, -1)
        except ClusterError:  # no coordinator knows the group yet
            return -1


def delete_records(servers: str, *, before: int) -> None:
    """Delete what stands before this offset in the partition of the tests, as retention would."""
    admin = AdminClient({"bootstrap.servers": servers})
    [future] = admin.delete_records([TopicPartition(SOURCE, PARTITION, before)]).values()
    future.result(PATIENCE_S)
