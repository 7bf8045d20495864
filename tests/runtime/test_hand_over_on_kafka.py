"""How partitions go from worker to worker on a real Kafka."""

import re
import signal
import time

import pytest

from tests.runtime.conftest import Start
from tests.runtime.worker_process import (
    APPLICATION,
    CATALOGUE,
    DELIVERIES,
    PATIENCE_S,
    SOURCE,
    committed_offset,
    create_topics,
    eventually,
    produce,
    read_committed,
    routed,
)

pytestmark = pytest.mark.kafka

MANY = 12_000  # more than two of the largest transactions


def test_a_stopped_worker_leaves_its_partitions_to_the_next_at_once(bus: str, start: Start) -> None:
    first = start(bus, SIMPUL_SESSION_TIMEOUT_MS="20000")
    eventually(lambda: first.is_ready, worker=first)
    second = start(bus, SIMPUL_SESSION_TIMEOUT_MS="20000")
    eventually(lambda: second.is_ready and len(owned(second.get("/metrics")[1], SOURCE)) == 3, worker=second)

    code = first.stop()
    began = time.monotonic()
    eventually(lambda: len(owned(second.get("/metrics")[1], SOURCE)) == 6, worker=second)

    assert code == 0
    assert "stopped, nothing left open" in first.said
    assert time.monotonic() - began < 10  # one that had not left would hold its partitions for 20 s
    assert second.stop() == 0


def test_workers_keep_equal_partition_numbers_together(bus: str, start: Start) -> None:
    three = [start(bus) for _ in range(3)]
    shown: list[str] = []

    def settled() -> bool:
        shown[:] = [worker.get("/metrics")[1] for worker in three]
        return all('simpul_tasks{stream="distribution"} 2.0' in each for each in shown)

    eventually(settled, worker=three[0])

    for metrics in shown:
        numbers = {topic: owned(metrics, topic) for topic in CATALOGUE.application(APPLICATION).reads}
        assert len(set(numbers.values())) == 1
        assert len(numbers[SOURCE]) == 2
    assert [worker.stop() for worker in three] == [0, 0, 0]


def test_a_worker_that_slept_through_the_loss_of_its_tasks_finds_itself_fenced(own_broker: str, start: Start) -> None:
    create_topics(own_broker)
    limits = {"SIMPUL_SESSION_TIMEOUT_MS": "4000"}
    produce(own_broker, [routed(number) for number in range(MANY)])
    sleeper = start(own_broker, **limits)
    eventually(lambda: committed_offset(own_broker) > 0, worker=sleeper)
    sleeper.process.send_signal(signal.SIGSTOP)  # in the midst of the next transaction
    assert committed_offset(own_broker) < MANY
    heir = start(own_broker, **limits)
    eventually(lambda: committed_offset(own_broker) == MANY, worker=heir)

    sleeper.process.send_signal(signal.SIGCONT)
    code = sleeper.process.wait(PATIENCE_S)
    assert heir.stop() == 0

    assert code == 1
    assert "fenced" in sleeper.sentences[0]
    delivered = [each["ce_subject"] for each in read_committed(own_broker, DELIVERIES[0])]
    assert len(delivered) == len(set(delivered)) == MANY


def owned(metrics: str, topic: str) -> frozenset[str]:
    """The partition numbers of a topic that a worker has."""
    pattern = rf'simpul_lag_events{{partition="(\d)",stream="distribution",topic="{re.escape(topic)}"}}'
    return frozenset(re.findall(pattern, metrics))
