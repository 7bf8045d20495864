"""Fills the input topic, in batches and as fast as librdkafka goes."""

from collections.abc import Iterable

from confluent_kafka import Producer

from benchmarks.cluster import CRITICAL
from benchmarks.records import InputRecord
from simpul.errors import ClusterError

BUSY_MS = 0.05


def fast_producer(bootstrap_servers: str, *, linger_ms: int) -> Producer:
    """A producer whose records land on the partition that any Java client would choose."""
    return Producer(
        {
            "bootstrap.servers": bootstrap_servers,
            "log_level": CRITICAL,
            "partitioner": "murmur2_random",
            "acks": "all",
            "enable.idempotence": True,  # a batch that is sent again stays in its place
            "linger.ms": linger_ms,
            "queue.buffering.max.messages": 100_000,
        }
    )


def feed(bootstrap_servers: str, *, topic: str, records: Iterable[InputRecord]) -> int:
    """Produce all records, and give their number.

    Raises:
        ClusterError: some were not acknowledged.
    """
    producer = fast_producer(bootstrap_servers, linger_ms=20)
    lost: list[object] = []

    def acknowledged(problem: object, _: object) -> None:
        if problem is not None:
            lost.append(problem)

    count = 0
    for record in records:
        while True:
            try:
                producer.produce(
                    topic,
                    key=record.key,
                    value=record.value,
                    headers=list(record.headers),
                    timestamp=record.at_ms,
                    on_delivery=acknowledged,
                )
                break
            except BufferError:
                producer.poll(BUSY_MS)
        count += 1
        producer.poll(0)
    producer.flush()
    if lost:
        raise ClusterError(f"{len(lost)} of {count} records for {topic} were not acknowledged: {lost[0]}")
    return count
