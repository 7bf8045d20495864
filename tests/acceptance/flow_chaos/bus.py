"""The cluster of a run, with the topics of one application that runs all flows."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

from benchmarks.catalogue import write_catalogue
from simpul import local
from simpul.catalogue import Catalogue
from simpul.catalogue.cluster import apply_actions, read_cluster
from simpul.catalogue.plan import diff, specify
from simpul.contracts import Contracts, load_contracts
from simpul.errors import ClusterError
from simpul.inspection import Place
from simpul.settings import Settings
from simpul.wire import partition_of, write_headers
from tests.acceptance.chaos.load import CRITICAL
from tests.acceptance.chaos.reading import committed_offsets, headers_of
from tests.acceptance.flow_chaos.reference import Output, read_output
from tests.acceptance.flow_chaos.stories import READS, Happening
from tests.streams.all_flows import NAME

PATIENCE_S = 30.0
FLAGS = "DataQualityFlagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus:
    """A bus that is up."""

    running: local.Running
    contracts: Contracts
    catalogue: Catalogue

    @property
    def servers(self) -> str:
        """Where its brokers are."""
        return self.running.bootstrap_servers

    @property
    def inputs(self) -> dict[str, int]:
        """What the application reads, its own messages included."""
        return self._counts({*self.catalogue.application(NAME).reads, f"repartition.{NAME}"})

    @property
    def outputs(self) -> dict[str, int]:
        """What it writes for others."""
        derived = {topic.name for topic in self.catalogue.topics if topic.name.startswith("derived.")}
        return self._counts({*derived, self.catalogue.topic_of(FLAGS).name})

    @property
    def dead_letters(self) -> dict[str, int]:
        """Its dead letters."""
        return self._counts({self.catalogue.dead_letter_topic(NAME).name})

    def publish(self, wave: list[Happening]) -> None:
        """Publish events as their producers do.

        Raises:
            ClusterError: the brokers did not take them in time.
        """
        producer = Producer({"bootstrap.servers": self.servers, "enable.idempotence": True, "log_level": CRITICAL})
        for one in wave:
            topic = self.catalogue.topic_of(one.event.event_type)
            key = one.key.encode()
            headers = write_headers(one.envelope, subject=one.key)
            place = partition_of(key, topic.partitions)
            producer.produce(topic.name, one.value, key, headers=list(headers), partition=place)
            producer.poll(0)
        left = producer.flush(PATIENCE_S)
        if left:
            raise ClusterError(f"the brokers did not take {left} events within {PATIENCE_S:.0f} s")

    def is_read_up(self) -> bool:
        """Whether the application has committed the end of everything it reads.

        Its positions are asked first: a message that it wrote before they were committed is then among the ends.
        """
        places = {(topic, number) for topic, count in self.inputs.items() for number in range(count)}
        committed = committed_offsets(self.servers, NAME, self.inputs)
        try:
            ends = self._ends(places)
        except (ClusterError, KafkaException):  # a broker is down just now
            return False
        return all(not end or committed.get(place, 0) >= end for place, end in ends.items())

    def _ends(self, places: set[Place]) -> dict[Place, int]:
        settings = {"bootstrap.servers": self.servers, "group.id": "chaos-ends", "log_level": CRITICAL}
        consumer = Consumer({**settings, "isolation.level": "read_committed"})
        try:
            return {place: consumer.get_watermark_offsets(TopicPartition(*place), timeout=5)[1] for place in places}
        finally:
            consumer.close()

    def _counts(self, names: set[str]) -> dict[str, int]:
        return {name: self.catalogue.topic(name).partitions for name in sorted(names)}


class Listener:
    """Reads what the application says, while it says it."""

    def __init__(self, bus: Bus) -> None:
        self.outputs: list[Output] = []
        self._contracts = bus.contracts
        self._consumer = Consumer(
            {
                "bootstrap.servers": bus.servers,
                "group.id": "chaos-listener",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
                "log_level": CRITICAL,
            }
        )
        places = [TopicPartition(topic, one, 0) for topic, count in bus.outputs.items() for one in range(count)]
        self._consumer.assign(places)

    def listen(self, *, seconds: float) -> None:
        """Take what comes within this time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for message in self._consumer.consume(1_000, timeout=min(left, 0.2)):
                if message.error() is None:
                    key, value, headers = message.key() or b"", message.value() or b"", headers_of(message)
                    self.outputs.append(read_output(self._contracts, key=key, value=value, headers=headers))

    def close(self) -> None:
        """Let go of the brokers."""
        self._consumer.close()


@contextmanager
def own_bus(folder: Path, *, brokers: int) -> Iterator[Bus]:
    """A bus of this run's own, stopped at the end however it comes; the catalogue is written into the folder."""
    contracts = load_contracts()
    reads = [event.event_type for event in READS]
    catalogue = write_catalogue(folder, application=NAME, reads=reads, contracts=contracts, state=True)
    try:
        bus = Bus(running=local.start(folder / "kafka", brokers=brokers), contracts=contracts, catalogue=catalogue)
        _apply_topics(bus)
        yield bus
    finally:
        local.stop(folder / "kafka")


def _apply_topics(bus: Bus) -> None:
    names = {*bus.inputs, *bus.outputs, *bus.dead_letters, f"changelog.{NAME}"}
    live = read_cluster(bus.servers)
    declared = specify(
        [topic for topic in bus.catalogue.topics if topic.name in names],
        replication_factor=live.replication_factor,
        max_record_bytes=Settings().max_record_bytes,
    )
    apply_actions(bus.servers, diff(declared, live.topics))


def environment_of(bus: Bus, folder: Path, *, package: str, clock: Path) -> Mapping[str, str]:
    """What a worker of this run is started with."""
    return {
        "SIMPUL_BOOTSTRAP_SERVERS": bus.servers,
        "SIMPUL_TOKEN_KEY": "simpul-test-key",
        "SIMPUL_CATALOGUE": package,
        "PYTHONPATH": str(folder),
        "CLOCK_OF_TESTS": str(clock),
    }
