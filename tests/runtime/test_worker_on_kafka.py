"""A worker process on a real Kafka: how it starts, refuses, sets aside and tells about itself."""

import time

import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from tests.runtime.conftest import Start
from tests.runtime.worker_process import (
    DEAD,
    HEADERS,
    PATIENCE_S,
    SOURCE,
    TOPICS,
    Sent,
    create_topics,
    eventually,
    produce,
    read_committed,
    routed,
)

pytestmark = pytest.mark.kafka

FAMILIES = {
    "simpul_events_in_total",
    "simpul_events_out_total",
    "simpul_events_dead_total",
    "simpul_transaction_seconds_bucket",
    "simpul_transaction_events_bucket",
    "simpul_commit_age_seconds",
    "simpul_lag_events",
    "simpul_lag_seconds",
    "simpul_rebalances_total",
    "simpul_restarts",
    "simpul_broker_reachable",
}


def test_an_unreachable_broker_ends_the_worker_with_its_address(start: Start) -> None:
    began = time.monotonic()
    worker = start("127.0.0.1:1")

    assert worker.process.wait(PATIENCE_S) == 1
    assert time.monotonic() - began < 15
    [sentence] = worker.sentences
    assert "no Kafka broker answers at 127.0.0.1:1" in sentence


def test_an_unknown_setting_ends_the_worker_with_the_nearest(start: Start) -> None:
    worker = start("127.0.0.1:1", SIMPUL_COMMIT_INTERVALL_MS="50")

    assert worker.process.wait(PATIENCE_S) == 1
    assert "did you mean SIMPUL_COMMIT_INTERVAL_MS?" in worker.sentences[0]


@pytest.mark.parametrize(
    ("present", "sentence"),
    [(0, "topic complaints.case does not exist: run simpul topics apply"), (2, "has 2 partitions and the catalogue")],
)
def test_a_topic_unlike_the_catalogue_ends_the_worker(
    own_broker: str, start: Start, present: int, sentence: str
) -> None:
    create_topics(own_broker, names=TOPICS - {SOURCE})
    if present:
        admin = AdminClient({"bootstrap.servers": own_broker})
        admin.create_topics([NewTopic(SOURCE, present, 1)])[SOURCE].result(30)
        eventually(lambda: SOURCE in admin.list_topics(timeout=10).topics)  # Kafka answers before it shows it
    worker = start(own_broker)

    assert worker.process.wait(PATIENCE_S) == 1
    assert sentence in worker.sentences[0]


def test_malformed_records_are_set_aside_and_the_partition_goes_on(bus: str, start: Start) -> None:
    key, value, _ = routed(1)
    assert value is not None
    malformed = {
        "not framed": (Sent(key, b"{}"), b"UNDECODABLE"),
        "cut off": (Sent(key, value[:-2]), b"UNDECODABLE"),
        "unknown schema": (Sent(key, b"\0\x7f\xff\xff\xffabc"), b"UNKNOWN_SCHEMA"),
        "other topic's type": (Sent(key, b"\0\0\0\0\x01abc"), b"WRONG_EVENT_TYPE"),
        "tombstone": (Sent(key, None), b"TOMBSTONE"),
        "no key": (Sent(None, value), b"MISSING_KEY"),
        "not UTF-8": (Sent(key, value, [("ce_id", b"\xff\xfe")]), b"BAD_HEADER"),
        "too large": (Sent(key, b"\0" * 1_050_000), b"TOO_LARGE"),
    }
    good = [routed(number) for number in range(2, 40)]
    before = len(read_committed(bus, DEAD))
    worker = start(bus)
    eventually(lambda: worker.is_ready, worker=worker)

    produce(bus, [*(record for record, _ in malformed.values()), *good])
    done = 'simpul_events_in_total{stream="distribution",type="ComplaintRouted"}'
    eventually(lambda: done in worker.get("/metrics")[1], worker=worker)

    dead = read_committed(bus, DEAD)[before:]
    assert sorted(each["simpul_dead_reason"] for each in dead) == sorted(reason for _, reason in malformed.values())
    assert {each["simpul_dead_topic"] for each in dead} == {SOURCE.encode()}
    assert worker.get("/healthz") == (200, "ok\n")
    assert worker.stop() == 0


def test_a_flood_of_dead_letters_halts_its_task_and_drains_nothing(own_broker: str, start: Start) -> None:
    create_topics(own_broker)
    produce(own_broker, [Sent(b"k", b"{}", HEADERS)] * 500)

    worker = start(own_broker)
    eventually(lambda: worker.get("/healthz")[0] == 503, worker=worker)

    assert "would be dead letters, over the limit of 50%" in worker.get("/healthz")[1]
    assert 'simpul_task_halted{stream="distribution",task="3of6"} 1.0' in worker.get("/metrics")[1]
    assert read_committed(own_broker, DEAD) == []
    assert worker.process.poll() is None


def test_a_worker_that_has_worked_shows_every_family_of_metrics(bus: str, start: Start) -> None:
    worker = start(bus)
    eventually(lambda: worker.is_ready, worker=worker)

    produce(bus, [*(routed(number) for number in range(25)), Sent(b"k", None)])
    shown: set[str] = set()

    def complete() -> bool:
        lines = worker.get("/metrics")[1].splitlines()
        shown.update(line.partition("{")[0].partition(" ")[0] for line in lines if not line.startswith("#"))
        return shown >= FAMILIES

    eventually(complete, worker=worker)
    assert worker.stop() == 0
