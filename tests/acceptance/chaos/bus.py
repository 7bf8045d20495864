"""The cluster of a run: its brokers, and the catalogue's topics that the workers and the load need."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from simpul import local
from simpul.catalogue import Catalogue, load_catalogue
from simpul.catalogue.cluster import apply_actions, read_cluster
from simpul.catalogue.plan import diff, specify
from simpul.contracts import Contracts, load_contracts
from simpul.settings import Settings
from tests.acceptance.chaos.samples import Sample, delivery_topics, make_samples

GROUP = "distribution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus:
    """A bus that is up."""

    running: local.Running
    contracts: Contracts
    catalogue: Catalogue
    samples: tuple[Sample, ...]

    @property
    def inputs(self) -> dict[str, int]:
        """The topics that the load goes to, with their partition counts."""
        return self._counts({sample.topic for sample in self.samples})

    @property
    def deliveries(self) -> dict[str, int]:
        """The topics that the load is delivered to, with their partition counts."""
        return self._counts(delivery_topics(self.catalogue))

    @property
    def dead_letters(self) -> dict[str, int]:
        """The topic of the workers' dead letters, with its partition count."""
        return self._counts({self.catalogue.dead_letter_topic(GROUP).name})

    def _counts(self, names: set[str]) -> dict[str, int]:
        return {name: self.catalogue.topic(name).partitions for name in sorted(names)}


@contextmanager
def own_bus(data_dir: Path, *, brokers: int) -> Iterator[Bus]:
    """A bus of this run's own, stopped at the end however it comes."""
    contracts = load_contracts()
    catalogue = load_catalogue(contracts=contracts)
    try:
        running = local.start(data_dir, brokers=brokers)
        bus = Bus(running=running, contracts=contracts, catalogue=catalogue, samples=make_samples(contracts, catalogue))
        _apply_topics(bus)
        yield bus
    finally:
        local.stop(data_dir)


def _apply_topics(bus: Bus) -> None:
    names = {*bus.catalogue.application(GROUP).reads, *bus.deliveries, *bus.dead_letters}
    servers = bus.running.bootstrap_servers
    live = read_cluster(servers)
    declared = specify(
        [topic for topic in bus.catalogue.topics if topic.name in names],
        replication_factor=live.replication_factor,
        max_record_bytes=Settings().max_record_bytes,
    )
    apply_actions(servers, diff(declared, live.topics))
