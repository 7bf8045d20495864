"""State on a real Kafka: under SIGKILL, handed over, with its disk lost, no count is lost and none is doubled."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import UUID

import pytest

from benchmarks.catalogue import PACKAGE, write_catalogue
from simpul.catalogue import load_catalogue
from simpul.contracts import decode, encode, key_text
from simpul.settings import Settings
from simpul.testing import Driver
from simpul.wire import partition_of
from simpul.wire.envelope import rfc3339
from tests.runtime import streams_joining, streams_ordering, streams_reminding, streams_slow
from tests.runtime.conftest import Start
from tests.runtime.streams_counting import NAME, REFUSED
from tests.runtime.worker_process import (
    CATALOGUE,
    CONTRACTS,
    EVENT_TYPE,
    HEADERS,
    PARTITION,
    PATIENCE_S,
    SOURCE,
    Sent,
    Worker,
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
    "SIMPUL_SESSION_TIMEOUT_MS": "3000",
    "SIMPUL_TRANSACTION_TIMEOUT_MS": "6000",
}


@dataclass(frozen=True)
class Bus:
    """A broker of a test's own with the topics of one stream."""

    stream: str
    servers: str
    flags: str
    dead: str

    @property
    def committed(self) -> int:
        """How far the stream has got in the partition of the tests."""
        return committed_offset(self.servers, group=self.stream)


class MakeBus(Protocol):
    """Makes the topics of a stream."""

    def __call__(self, stream: str, reads: Sequence[str] = ...) -> Bus:
        """The bus of a stream that reads these event types."""


@pytest.fixture
def bus_of(own_broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeBus:
    """Gives the bus of a stream that reads routed complaints and answers with flags."""

    def made(stream: str, reads: Sequence[str] = (EVENT_TYPE,)) -> Bus:
        catalogue = write_catalogue(tmp_path, application=stream, reads=reads, contracts=CONTRACTS, state=True)
        sources = {catalogue.topic_of(event_type).name for event_type in reads}
        flags, dead = catalogue.topic_of("DataQualityFlagged").name, catalogue.dead_letter_topic(stream).name
        own = {f"changelog.{stream}", f"repartition.{stream}"}
        create_topics(own_broker, catalogue=catalogue, names={*sources, flags, dead, *own})
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return Bus(stream, own_broker, flags, dead)

    return made


@pytest.fixture
def counting(bus_of: MakeBus) -> Bus:
    """The bus of the stream that counts."""
    return bus_of(NAME)


def flagged(bus: Bus) -> list[str]:
    """What the stream has flagged; each answer has a key, and so a partition, of its own."""
    values = [value for _, value in read_whole(bus.servers, bus.flags)]
    return [str(decode(CONTRACTS, value or b"")[1]["source_ref"]) for value in values]


def counts(bus: Bus) -> dict[str, list[int]]:
    """The counts that were answered, by complaint, sorted."""
    answered: dict[str, list[int]] = defaultdict(list)
    for reference in flagged(bus):
        complaint, _, number = reference.partition("#")
        answered[complaint].append(int(number))
    return {complaint: sorted(numbers) for complaint, numbers in answered.items()}


def keep_alive(workers: list[Worker], again: Callable[[], Worker]) -> None:
    """Start again what has ended, as a supervisor does: a worker that finds itself fenced ends by itself."""
    for number, worker in enumerate(workers):
        if worker.process.poll() is not None:
            workers[number] = again()


def test_no_count_is_lost_or_doubled_while_workers_are_killed_and_disks_are_lost(
    counting: Bus, start: Start, tmp_path: Path
) -> None:
    servers = counting.servers
    chance = random.Random(1)  # noqa: S311  # seeded, not secret
    started: list[Worker] = []

    def again() -> Worker:
        started.append(start(servers, app=APP, **SETTINGS))
        return started[-1]

    workers = [again(), again()]
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
        workers[victim] = again()

    def caught_up() -> bool:
        keep_alive(workers, again)
        return counting.committed == sent

    eventually(caught_up, worker=workers[0], patience_s=2 * PATIENCE_S)
    answered = counts(counting)

    assert sum(len(numbers) for numbers in answered.values()) == sent
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in answered.values())
    assert any("restored from changelog.counting[3]" in worker.said for worker in started)


def test_a_refused_event_leaves_nothing_in_the_state(counting: Bus, start: Start) -> None:
    servers = counting.servers
    good, contract = routed(0), CONTRACTS.latest(EVENT_TYPE)
    refused = Sent(REFUSED.encode(), encode(contract, contract.example | {"complaint_id": REFUSED}))
    produce(servers, [good, refused, good, refused, good])
    worker = start(servers, app=APP, **SETTINGS)
    eventually(lambda: counting.committed == 5, worker=worker)
    assert worker.stop() == 0

    assert list(counts(counting).values()) == [[1, 2, 3]]
    assert len(read_whole(servers, counting.dead)) == 2
    kept = read_whole(servers, CHANGELOG)
    assert [value for _, value in kept] == [b"3"]


def test_a_worker_goes_on_from_its_disk_and_shows_what_it_keeps(counting: Bus, start: Start) -> None:
    servers = counting.servers
    produce(servers, [routed(number % KEYS) for number in range(2_000)])
    first = start(servers, app=APP, **SETTINGS)
    eventually(lambda: counting.committed == 2_000, worker=first)
    eventually(lambda: KEYS <= entries_of(first) <= 2_000, worker=first)  # RocksDB may count a key once a transaction
    assert first.stop() == 0

    second = start(servers, app=APP, **SETTINGS)
    eventually(lambda: second.is_ready, worker=second)
    produce(servers, [routed(0)])
    eventually(lambda: counting.committed == 2_001, worker=second)

    assert "restored from changelog.counting[3]: 0 records" in second.said
    assert 'simpul_restore_left_records{stream="counting",task="3of6"} 0.0' in second.get("/metrics")[1]
    assert second.stop() == 0
    assert max(counts(counting)["LAPOR_LUMAJANG:0"]) == 2_000 // KEYS + 1


def entries_of(worker: Worker) -> float:
    """About how many entries the task of the tests keeps, as its worker says; 0 while it says nothing."""
    found = re.search(
        r'^simpul_state_entries{stream="counting",task="3of6"} (\S+)', worker.get("/metrics")[1], re.MULTILINE
    )
    return float(found[1]) if found else 0.0


def shown(bus: Bus, *arguments: str) -> list[dict[str, object]]:
    """What `simpul state` prints of this stream."""
    command = [sys.executable, "-m", "simpul", "state", bus.stream, "--json", *arguments]
    environment = os.environ | SETTINGS | {"SIMPUL_BOOTSTRAP_SERVERS": bus.servers}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_operator_sees_what_is_kept_of_one_key_and_its_value_only_with_a_reason(
    bus_of: MakeBus, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMPUL_DATA_DIR", str(tmp_path))
    bus = bus_of(NAME)
    key = routed_with_key(PARTITION)
    produce(bus.servers, [key, key, key])
    worker = start(bus.servers, app=APP, **SETTINGS)
    eventually(lambda: bus.committed == 3, worker=worker)
    assert worker.stop() == 0
    assert key.key is not None

    [masked] = shown(bus, "--key", key.key.decode())
    [open_one] = shown(bus, "--key", key.key.decode(), "--reveal", "--reason", "a test of this command")

    assert (masked["store"], masked["bytes"], masked["value"]) == ("count/store/counts", 1, "•••")
    assert open_one["value"] == "3"
    assert "a test of this command" in (tmp_path / "reveals.jsonl").read_text()
    assert shown(bus, "--key", "LAPOR_LUMAJANG:nobody") == []


def routed_with_key(partition: int) -> Sent:
    """A good event whose key belongs to this partition."""
    events = (routed(number) for number in range(1_000))
    return next(event for event in events if partition_of(event.key or b"", 6) == partition)


def test_every_timer_fires_once_while_workers_are_killed_and_no_event_comes(
    bus_of: MakeBus, start: Start, tmp_path: Path
) -> None:
    bus = bus_of(streams_reminding.NAME)
    chance = random.Random(2)  # noqa: S311  # seeded, not secret

    def again() -> Worker:
        return start(bus.servers, app="tests.runtime.streams_reminding:app", **SETTINGS)

    workers = [again(), again()]
    complaints = 0
    for round_number in range(6):
        produce(bus.servers, [routed(complaints + number) for number in range(500)])
        complaints += 500
        eventually(lambda: any(worker.is_ready for worker in workers), worker=workers[0])
        time.sleep(chance.uniform(0.5, 2.0))  # some timers have fired, some have not
        victim = chance.randrange(2)
        workers[victim].kill()
        if round_number % 2:
            shutil.rmtree(tmp_path / "state" / bus.stream / f"worker-{victim}", ignore_errors=True)
        workers[victim] = again()

    def all_taken() -> bool:
        keep_alive(workers, again)
        return bus.committed == complaints

    eventually(all_taken, worker=workers[0], patience_s=2 * PATIENCE_S)
    time.sleep(streams_reminding.AFTER_MS / 1000)
    eventually(lambda: len(flagged(bus)) >= complaints, worker=workers[0])

    reminded = flagged(bus)
    assert len(reminded) == complaints
    assert set(reminded) == {f"LAPOR_LUMAJANG:{number}" for number in range(complaints)}
    assert read_whole(bus.servers, bus.dead) == []


def test_a_worker_that_was_away_takes_up_what_came_before_it_fires_timers(bus_of: MakeBus, start: Start) -> None:
    bus = bus_of(streams_reminding.NAME, ("ComplaintSubmitted", "ComplaintRouted"))
    submitted = CONTRACTS.latest("ComplaintSubmitted")
    complaints = [submitted.example | {"complaint_id": f"LAPOR_LUMAJANG:{number}"} for number in range(120)]
    away = start(bus.servers, app="tests.runtime.streams_reminding:cancelling", **SETTINGS)
    produce(bus.servers, [Sent(key_text(submitted, one).encode(), encode(submitted, one)) for one in complaints])
    eventually(lambda: bus.committed == len(complaints), worker=away)
    away.kill()

    produce(bus.servers, [routed(number) for number in range(100)])  # in time, but nobody is there to read it
    time.sleep(2 * streams_reminding.AFTER_MS / 1000)
    worker = start(bus.servers, app="tests.runtime.streams_reminding:cancelling", **SETTINGS)
    eventually(lambda: bus.committed == 220, worker=worker)
    eventually(lambda: len(flagged(bus)) >= 20, worker=worker)

    assert set(flagged(bus)) == {f"LAPOR_LUMAJANG:{number}" for number in range(100, 120)}


def test_a_slow_function_makes_smaller_transactions_not_ones_that_kafka_aborts(bus_of: MakeBus, start: Start) -> None:
    bus = bus_of(streams_slow.NAME)
    backlog = 2_500  # in one transaction it would take 10 s, and the time-out is 6 s
    assert backlog * streams_slow.SECONDS * 1_000 > int(SETTINGS["SIMPUL_TRANSACTION_TIMEOUT_MS"])
    produce(bus.servers, [routed(number) for number in range(backlog)])

    worker = start(bus.servers, app="tests.runtime.streams_slow:app", **SETTINGS)
    eventually(lambda: bus.committed == backlog, worker=worker, patience_s=2 * PATIENCE_S)

    assert worker.process.poll() is None
    assert Counter(flagged(bus)) == Counter(f"LAPOR_LUMAJANG:{number}" for number in range(backlog))


def test_two_backlogs_are_taken_up_in_the_order_in_which_they_were_published(bus_of: MakeBus, start: Start) -> None:
    bus = bus_of(streams_ordering.NAME, streams_ordering.READS)
    lamp = CONTRACTS.latest("StreetLampStateChanged")
    lamps = load_catalogue(contracts=CONTRACTS).topic_of(lamp.event_type).name
    state = Sent(key_text(lamp, lamp.example).encode(), encode(lamp, lamp.example))
    for number in range(60):
        produce(bus.servers, [routed(number)] * (1 + number % 4))
        produce(bus.servers, [state] * (number % 3), topic=lamps)
    total = sum(1 + number % 4 + number % 3 for number in range(60))

    worker = start(bus.servers, app="tests.runtime.streams_ordering:app", **SETTINGS)
    eventually(lambda: len(flagged(bus)) == total, worker=worker)
    seen = sorted((int(place), kind, int(at)) for place, kind, at in (one.split("#") for one in flagged(bus)))

    assert {kind for _, kind, _ in seen} == set(streams_ordering.READS)
    assert [at for _, _, at in seen] == sorted(at for _, _, at in seen)
    assert worker.stop() == 0


def test_a_join_gives_on_kafka_what_it_gives_in_the_driver_while_workers_are_killed(
    bus_of: MakeBus, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = bus_of(streams_joining.NAME, ("ComplaintSubmitted", "ComplaintRouted"))
    monkeypatch.syspath_prepend(str(tmp_path))
    driver = Driver(streams_joining.app, settings=Settings(catalogue=PACKAGE))
    chance = random.Random(3)  # noqa: S311  # seeded, not secret
    sent = [complaint_event(chance, number) for number in range(3_000)]
    expected = Counter(
        emitted.envelope.event_id
        for event in sent
        for emitted in driver.feed(SOURCE, key=event.key, value=event.value, headers=event.headers)
    )
    assert len(expected) == expected.total() > 2_000

    def again() -> Worker:
        return start(bus.servers, app="tests.runtime.streams_joining:app", **SETTINGS)

    workers = [again(), again()]
    for first in range(0, len(sent), 500):
        produce_by_key(bus.servers, sent[first : first + 500])
        eventually(lambda: any(worker.is_ready for worker in workers), worker=workers[0])
        time.sleep(chance.uniform(0.1, 0.8))
        victim = chance.randrange(2)
        workers[victim].kill()
        if first % 1_000:
            shutil.rmtree(tmp_path / "state" / bus.stream / f"worker-{victim}", ignore_errors=True)
        workers[victim] = again()

    def caught_up() -> bool:
        keep_alive(workers, again)
        return len(read_whole(bus.servers, bus.flags)) >= expected.total()

    eventually(caught_up, worker=workers[0], patience_s=2 * PATIENCE_S)
    found = Counter(headers["ce_id"].decode() for headers, _ in read_whole(bus.servers, bus.flags))

    assert found == expected
    assert read_whole(bus.servers, bus.dead) == []


def test_a_foreign_key_join_gives_on_kafka_what_it_gives_in_the_driver_while_workers_are_killed(
    bus_of: MakeBus, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = bus_of(streams_joining.NAME, ("ComplaintSubmitted", "StreetLampStateChanged"))
    monkeypatch.syspath_prepend(str(tmp_path))
    driver = Driver(streams_joining.lamps, settings=Settings(catalogue=PACKAGE))
    chance = random.Random(4)  # noqa: S311  # seeded, not secret
    expected: Counter[str] = Counter()

    def again() -> Worker:
        return start(bus.servers, app="tests.runtime.streams_joining:lamps", **SETTINGS)

    def caught_up() -> bool:
        keep_alive(workers, again)
        return len(read_whole(bus.servers, bus.flags)) >= expected.total()

    workers = [again(), again()]
    for number, wave in enumerate(lamp_waves(chance)):  # each key once a wave, so that its order is no question
        topic = CATALOGUE.topic_of(wave[0].event_type).name
        records = [one.record for one in wave]
        for one in records:
            emitted = driver.feed(topic, key=one.key, value=one.value, headers=one.headers)
            expected.update(answer.envelope.event_id for answer in emitted)
        produce_by_key(bus.servers, records, topic=topic)
        time.sleep(chance.uniform(0.1, 1.0))
        workers[number % 2].kill()
        if number % 2:
            shutil.rmtree(tmp_path / "state" / bus.stream / "worker-1", ignore_errors=True)
        workers[number % 2] = again()
        eventually(caught_up, worker=workers[0], patience_s=2 * PATIENCE_S)
    found = Counter(headers["ce_id"].decode() for headers, _ in read_whole(bus.servers, bus.flags))

    assert found == expected
    assert max(found.values()) == 1
    assert expected.total() > 400
    assert read_whole(bus.servers, bus.dead) == []


class InWave(NamedTuple):
    """A record of a wave."""

    event_type: str
    record: Sent


def lamp_waves(chance: random.Random) -> Iterator[list[InWave]]:
    """By turns all lamps and all complaints; complaints come to name other lamps, or none."""
    number = 0
    for turn in range(6):
        event_type = "ComplaintSubmitted" if turn % 2 else "StreetLampStateChanged"
        contract = CONTRACTS.latest(event_type)
        wave = []
        for one in range(120 if turn % 2 else 20):
            number += 1
            lamp = f"PJU-{chance.randrange(25) if turn % 2 else one}"
            changed: dict[str, object] = {"lamp_id": lamp, "state": chance.choice(["UP", "DOWN"])}
            if turn % 2:
                named = chance.choice([lamp, lamp, None])
                changed = {"complaint_id": f"LAPOR_LUMAJANG:{one}", "external_no": str(number), "lamp_id": named}
            data = contract.example | changed
            given = {"ce_id": str(UUID(int=number)).encode(), "ce_type": event_type.encode()}
            headers = tuple({**dict(HEADERS), **given}.items())
            wave.append(InWave(event_type, Sent(key_text(contract, data).encode(), encode(contract, data), headers)))
        yield wave


def complaint_event(chance: random.Random, number: int) -> Sent:
    """A complaint or its routing, of one of few complaints, registered somewhere in two days, by and large in order."""
    contract = CONTRACTS.latest(chance.choice(["ComplaintSubmitted", "ComplaintRouted"]))
    changed: dict[str, object] = {"complaint_id": f"LAPOR_LUMAJANG:{chance.randrange(60)}"}
    if contract.event_type == "ComplaintSubmitted":
        changed["external_no"] = str(number)
    data = contract.example | changed
    registered = datetime(2026, 7, 6, tzinfo=UTC) + timedelta(minutes=number + chance.randrange(90))
    headers = {
        **dict(HEADERS),
        "ce_id": str(UUID(int=number + 1)).encode(),
        "ce_type": contract.event_type.encode(),
        "ce_registeredat": rfc3339(registered).encode(),
    }
    return Sent(key_text(contract, data).encode(), encode(contract, data), tuple(headers.items()))


def produce_by_key(servers: str, events: Sequence[Sent], *, topic: str = SOURCE) -> None:
    """Write events to the partitions of their keys, in order."""
    for partition in range(6):
        own = [event for event in events if partition_of(event.key or b"", 6) == partition]
        produce(servers, own, topic=topic, partition=partition)


def test_an_application_that_keeps_state_without_saying_so_ends_with_the_next_step(
    own_broker: str, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = write_catalogue(tmp_path, application=NAME, reads=[EVENT_TYPE], contracts=CONTRACTS)
    create_topics(own_broker, catalogue=catalogue, names={SOURCE, catalogue.dead_letter_topic(NAME).name})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    worker = start(own_broker, app=APP, SIMPUL_CATALOGUE=PACKAGE)

    assert worker.process.wait(PATIENCE_S) == 1
    assert "add `state: true` to it and run simpul topics apply" in worker.sentences[0]
