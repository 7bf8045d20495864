"""The bus of a run: one broker with the catalogue's topics, and what stands on them in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simpul import local
from simpul.contracts import decode, load_contracts
from tests.acceptance.adapter_chaos.way import Landed
from tests.runtime.worker_process import CATALOGUE, create_topics, read_whole

PROJECT = Path(__file__).parents[3]
CONTRACTS = load_contracts()
EVENT_TOPICS = tuple(topic for topic in CATALOGUE.topics if topic.kind == "event")


@contextmanager
def own_bus(folder: Path) -> Iterator[local.Running]:
    """A broker with every topic that adapters write to; stopped at the end."""
    try:
        running = local.start(folder)
        memories = {CATALOGUE.memory_topic(adapter.name).name for adapter in CATALOGUE.adapters}
        create_topics(running.bootstrap_servers, names={*memories, *(topic.name for topic in EVENT_TOPICS)})
        yield running
    finally:
        local.stop(folder)


def landed(servers: str, *, event_type: str) -> list[Landed]:
    """Every committed event of a type, those of a partition in order."""
    topic = CATALOGUE.topic_of(event_type)
    records = read_whole(servers, topic.name, partitions=topic.partitions)
    decoded = [(headers, *decode(CONTRACTS, value or b"")) for headers, value in records]
    return [
        Landed(headers["ce_id"].decode(), data)
        for headers, contract, data in decoded
        if contract.event_type == event_type
    ]
