"""An open-loop load: every event has its moment, whether or not the one before was answered."""

import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from benchmarks.feed import fast_producer
from benchmarks.records import InputRecord

LEAD_S = 0.1
LINGER_MS = 5  # as librdkafka does by default; it is part of the latency


def moment(start: float, *, rate: int, position: int) -> float:
    """When the event at this position (from 0) is meant to be sent."""
    return start + position / rate


def start_pacing(
    bootstrap_servers: str, *, topic: str, records: Sequence[InputRecord], rate: int
) -> tuple[SpawnProcess, float]:
    """A process that sends the records at a constant rate, and the time (as `time.time`) of its first event."""
    context = multiprocessing.get_context("spawn")
    ready, report = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(bootstrap_servers, topic, records, rate, report), daemon=True)
    process.start()
    start: float = ready.recv()
    return process, start


def _send(bootstrap_servers: str, topic: str, records: Sequence[InputRecord], rate: int, report: Connection) -> None:
    producer = fast_producer(bootstrap_servers, linger_ms=LINGER_MS)
    producer.list_topics(topic)  # connects
    start = time.time() + LEAD_S
    report.send(start)
    for position, record in enumerate(records):
        early = moment(start, rate=rate, position=position) - time.time()
        if early > 0:
            producer.poll(0)
            time.sleep(early)
        producer.produce(topic, key=record.key, value=record.value, headers=list(record.headers))
    producer.flush()
