"""The cluster of a benchmark: one broker of its own on one core, in a folder that goes when it ends."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from avro_schemas.bprd import TaxPaymentReceived
from benchmarks.catalogue import write_catalogue
from benchmarks.cluster import Cluster
from benchmarks.contenders import Place
from benchmarks.cores import Cores, pin, two_cores
from benchmarks.routing import FLOW
from simpul import local
from simpul.contracts import Contracts, load_contracts


@dataclass(frozen=True, slots=True)
class Bus:
    """What every benchmark needs: the cluster, the input topic, a folder and two cores."""

    cluster: Cluster
    place: Place
    contracts: Contracts
    cores: Cores


@contextmanager
def own_bus() -> Iterator[Bus]:
    """A bus with a broker of its own; this process shares the broker's core, so that the contender has one alone."""
    cores = two_cores()
    usable = os.sched_getaffinity(0)
    pin(0, core=cores.broker)  # the broker inherits it
    try:
        with tempfile.TemporaryDirectory(prefix="simpul-bench-") as folder:
            data_dir = Path(folder) / "bus"
            try:
                servers = local.start(data_dir, compiler="full").bootstrap_servers
                with bus_at(servers, folder=Path(folder), cores=cores) as bus:
                    yield bus
            finally:
                local.stop(data_dir)
    finally:
        os.sched_setaffinity(0, usable)


@contextmanager
def bus_at(bootstrap_servers: str, *, folder: Path, cores: Cores) -> Iterator[Bus]:
    """A bus on a running cluster; the topics of the benchmark are deleted when it ends."""
    contracts = load_contracts()
    catalogue = write_catalogue(folder, application=FLOW, reads=[TaxPaymentReceived.event_type], contracts=contracts)
    source, dead = catalogue.topic_of(TaxPaymentReceived.event_type), catalogue.dead_letter_topic(FLOW)
    cluster = Cluster(bootstrap_servers, partitions=source.partitions)
    cluster.create([source.name])
    cluster.create([dead.name], partitions=dead.partitions)
    try:
        place = Place(bootstrap_servers=bootstrap_servers, source=source.name, folder=folder)
        yield Bus(cluster, place, contracts, cores)
    finally:
        cluster.delete([source.name, dead.name])
        cluster.close()
