"""The domain pack's worked examples on a real Kafka, with a bus clock that is moved from instant to instant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.catalogue import PACKAGE, write_catalogue
from simpul import local
from simpul.contracts import decode, encode, key_text
from simpul.runtime import Context
from simpul.settings import Settings
from simpul.testing import Driver
from simpul.wire import partition_of, write_headers
from tests.acceptance.chaos.reading import headers_of, read_committed
from tests.runtime.worker_process import (
    CATALOGUE,
    CONTRACTS,
    Sent,
    Worker,
    create_topics,
    eventually,
    produce,
)
from tests.streams.all_flows import CLOCK, NAME, app, build
from tests.streams.examples import WORKED_EXAMPLES, Published, Script, Told, in_order, load, told

PARTITIONS = 6

pytestmark = pytest.mark.kafka

CONTEXT = Context(contracts=CONTRACTS, catalogue=CATALOGUE)
FILES = ("death.yaml", "unregistered-death.yaml", "birth.yaml")


@dataclass(frozen=True)
class Instant:
    """One instant of all examples of a flow: what is published, and what the Driver has done by its end."""

    at: datetime
    published: Sequence[Published]
    records: int
    outputs: int


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A broker with the topics of the flows, and a catalogue that has an application with all of them."""
    reads = [event_type for step in build(CONTEXT) for event_type in step.reads]
    catalogue = write_catalogue(tmp_path, application=NAME, reads=reads, contracts=CONTRACTS, state=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    folder = tmp_path / "bus"
    try:
        servers = local.start(folder).bootstrap_servers
        own = {f"{kind}.{NAME}" for kind in ("dead-letter", "changelog", "repartition")}
        answers = {topic.name for topic in catalogue.topics if topic.name.startswith("derived.")}
        answers.add(catalogue.topic_of("DataQualityFlagged").name)
        create_topics(servers, catalogue=catalogue, names={*catalogue.application(NAME).reads, *own, *answers})
        yield servers
    finally:
        local.stop(folder)


def scripts() -> list[Script]:
    """The domain pack's examples, each about people and cases of its own."""
    examples = [one for file in FILES for one in load(WORKED_EXAMPLES / file)]
    return [
        Script(one, contracts=CONTRACTS, package="avro_schemas", apart=number)
        for number, one in enumerate(examples, start=1)
    ]


def in_the_driver(scripts: Sequence[Script]) -> tuple[list[Instant], list[Told]]:
    """All examples at once in the Driver: their instants, and everything it said."""
    lines = [line for script in scripts for line in script.lines()]
    published = [line for line in lines if isinstance(line, Published)]
    times = sorted({line.at if isinstance(line, Published) else line for line in lines})
    driver = Driver(app, settings=Settings(catalogue=PACKAGE), at=times[0])
    instants: list[Instant] = []
    said: list[Told] = []
    for at in times:
        while (due := next_output(driver, until=at, said=said)) is not None:
            instants.append(Instant(due, (), driver.records, len(said)))
        driver.now = at
        now = [one for one in published if one.at == at]
        for one in now:
            emitted = driver.publish(one.event, envelope=one.envelope)
            said += [told(out.contract, out.data, at=out.envelope.registered_at) for out in emitted]
        instants.append(Instant(at, now, driver.records, len(said)))
    said += [told(out.contract, out.data, at=out.envelope.registered_at) for out in driver.advance(timedelta(0))]
    instants.append(Instant(times[-1], (), driver.records, len(said)))
    return instants, said


def next_output(driver: Driver, *, until: datetime, said: list[Told]) -> datetime | None:
    """Advance to the next instant before `until` at which a timer fires; None if there is none."""
    due = driver.next_timer()
    if due is None or due >= until:
        return None
    said += [told(out.contract, out.data, at=out.envelope.registered_at) for out in driver.advance(due - driver.now)]
    return due


def counted(worker: Worker, metric: str, *, without: str) -> int:
    """A counter of the worker over all event types but one."""
    lines = re.findall(rf'^{metric}_total{{.*type="(\w+)"}} ([\d.]+)', worker.get("/metrics")[1], re.MULTILINE)
    return int(sum(float(value) for event_type, value in lines if event_type != without))


def on_kafka(servers: str, events: Sequence[Published]) -> None:
    """Publish events as their producers do."""
    for one in events:
        contract, data = CONTRACTS.latest(one.event.event_type), one.event.__dict__
        key = key_text(contract, data)
        topic = CATALOGUE.topic_of(contract.event_type)
        record = Sent(key.encode(), encode(contract, data), write_headers(one.envelope, subject=key))
        produce(servers, [record], topic=topic.name, partition=partition_of(record.key or b"", topic.partitions))


def test_the_worked_examples_come_true_on_kafka(broker: str, tmp_path: Path) -> None:
    played = scripts()
    instants, said = in_the_driver(played)
    clock = tmp_path / "clock"
    move(clock, instants[0].at)
    settings = {"SIMPUL_BOOTSTRAP_SERVERS": broker, "SIMPUL_CATALOGUE": PACKAGE, CLOCK: str(clock)}
    worker = Worker(tmp_path, app="tests.streams.all_flows:app", **settings)
    try:
        eventually(lambda: worker.is_ready, worker=worker)
        for instant in instants:
            move(clock, instant.at)
            on_kafka(broker, instant.published)
            eventually(
                lambda instant=instant: (
                    counted(worker, "simpul_events_in", without="timer") >= instant.records  # type: ignore[misc]  # bound now
                    and counted(worker, "simpul_events_out", without="message") >= instant.outputs
                ),
                worker=worker,
            )
        assert counted(worker, "simpul_events_out", without="message") == len(said)
    finally:
        worker.kill()

    watched = [one for script in played for one in script.expected()]
    topics = {CATALOGUE.topic_of(one.case.partition("|")[0]).name: PARTITIONS for one in said}
    found = []
    for record in read_committed(broker, topics):
        contract, data = decode(CONTRACTS, record.value() or b"")
        at = datetime.fromisoformat(headers_of(record)["ce_registeredat"].decode())
        found.append(told(contract, data, at=at))
    assert in_order(found) == in_order(said)
    assert [one for one in in_order(watched) if one not in found] == []


def move(clock: Path, at: datetime) -> None:
    """Set the bus clock."""
    fresh = clock.with_suffix(".new")
    fresh.write_text(str(at.timestamp()))
    fresh.replace(clock)
