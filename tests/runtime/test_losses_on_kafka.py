"""Nothing is skipped in silence on a real Kafka: not what was deleted unread, refused, or aborted by its producer."""

import signal
import time

import pytest

from tests.runtime.conftest import Start
from tests.runtime.worker_process import (
    DELIVERIES,
    PARTITION,
    PATIENCE_S,
    SOURCE,
    committed_offset,
    create_topics,
    delete_records,
    eventually,
    produce,
    read_committed,
    routed,
)

pytestmark = pytest.mark.kafka


def test_records_deleted_before_a_worker_starts_end_it_with_their_number(own_broker: str, start: Start) -> None:
    create_topics(own_broker)
    produce(own_broker, [routed(number) for number in range(10)])
    first = start(own_broker)
    eventually(lambda: committed_offset(own_broker) == 10, worker=first)
    assert first.stop() == 0
    produce(own_broker, [routed(number) for number in range(10, 50)])
    delete_records(own_broker, before=30)

    second = start(own_broker)

    assert second.process.wait(PATIENCE_S) == 1
    assert "begins at offset 30, but only records before 10 were processed" in second.sentences[0]
    assert committed_offset(own_broker) == 10


def test_records_deleted_before_a_running_worker_read_them_end_it(own_broker: str, start: Start) -> None:
    create_topics(own_broker)
    worker = start(own_broker, SIMPUL_SESSION_TIMEOUT_MS="30000")
    produce(own_broker, [routed(number) for number in range(10)])
    eventually(lambda: committed_offset(own_broker) == 10, worker=worker)
    worker.process.send_signal(signal.SIGSTOP)
    for number in range(10, 60):  # one fetch, begun before the stop, brings no more than the first of them
        produce(own_broker, [routed(number)])
    delete_records(own_broker, before=59)

    worker.process.send_signal(signal.SIGCONT)

    assert worker.process.wait(PATIENCE_S) == 1
    assert "OffsetOutOfRange" in worker.sentences[0]
    assert committed_offset(own_broker) < 59


def test_an_output_that_the_broker_refuses_leaves_its_input_uncommitted(own_broker: str, start: Start) -> None:
    create_topics(own_broker, config={DELIVERIES[0]: {"max.message.bytes": "100"}})
    produce(own_broker, [routed(1)])

    worker = start(own_broker)

    assert worker.process.wait(PATIENCE_S) == 1
    assert "MessageSizeTooLarge" in worker.sentences[0]
    assert committed_offset(own_broker) <= 0
    assert read_committed(own_broker, DELIVERIES[1]) == []


def test_records_of_an_aborted_transaction_are_not_processed(own_broker: str, start: Start) -> None:
    create_topics(own_broker)
    produce(own_broker, [routed(number) for number in range(20)], aborted=True)
    produce(own_broker, [routed(20)])

    worker = start(own_broker)
    eventually(lambda: committed_offset(own_broker) >= 22, worker=worker)  # 20 aborted, the marker, the good one
    assert worker.stop() == 0

    assert len(read_committed(own_broker, DELIVERIES[0])) == 1


def test_an_aborted_transaction_at_the_end_of_a_partition_is_no_lag(own_broker: str, start: Start) -> None:
    create_topics(own_broker)
    worker = start(own_broker, SIMPUL_STALLED_AFTER_S="2")
    produce(own_broker, [routed(1)])
    eventually(lambda: committed_offset(own_broker) == 1, worker=worker)

    produce(own_broker, [routed(number) for number in range(7)], aborted=True)
    eventually(lambda: committed_offset(own_broker) == 9, worker=worker)  # seven aborted records and the marker
    time.sleep(3)

    lag = f'simpul_lag_events{{partition="{PARTITION}",stream="distribution",topic="{SOURCE}"}}'
    assert f"{lag} 0.0" in worker.get("/metrics")[1]
    assert worker.get("/healthz") == (200, "ok\n")
    assert worker.stop() == 0
