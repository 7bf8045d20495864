"""Counts what a contender has written: each answer once, and when the broker appended the first and the last."""

import time
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from benchmarks.payments import number_of
from simpul.errors import ClusterError

QUIET_S = 30.0
TAKE = 5_000
TAKE_S = 0.2


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to events, by what a `read_committed` consumer sees of them."""

    answers: int
    events: int  # different events answered
    seconds: float  # from the first append to the last
    per_s: float  # records appended after the first append, by those seconds

    @property
    def doubled(self) -> int:
        """Answers beyond one an event."""
        return self.answers - self.events


def tally(appended: Iterable[tuple[Hashable, int]]) -> Tally:
    """The tally of pairs: what tells an answer from all others, and its append time in milliseconds."""
    numbers: set[Hashable] = set()
    times: Counter[int] = Counter()
    for number, at in appended:
        numbers.add(number)
        times[at] += 1
    answers = times.total()
    if not answers:
        return Tally(0, 0, 0.0, 0.0)
    first, last = min(times), max(times)
    seconds = (last - first) / 1000
    # what the first append brought was worked on before the clock began
    return Tally(answers, len(numbers), seconds, (answers - times[first]) / seconds if seconds else 0.0)


def read_appended(bootstrap_servers: str, *, topics: Iterable[str], partitions: int) -> Iterable[tuple[int, int]]:
    """(event number, append time) of every committed record of some topics.

    Raises:
        ClusterError: the broker stops answering before the ends are reached.
    """
    for message in read_records(bootstrap_servers, topics=topics, partitions=partitions):
        yield number_of(message.key() or b""), message.timestamp()[1]


def read_records(bootstrap_servers: str, *, topics: Iterable[str], partitions: int) -> Iterator[Message]:
    """Every committed record of some topics.

    Raises:
        ClusterError: the broker stops answering before the ends are reached.
    """
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": "tally",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    open_ends = {(topic, number) for topic in topics for number in range(partitions)}
    consumer.assign([TopicPartition(topic, number, 0) for topic, number in open_ends])
    try:
        since = time.monotonic()
        while open_ends:
            taken = consumer.consume(TAKE, timeout=TAKE_S)
            if taken:
                since = time.monotonic()
            elif time.monotonic() - since > QUIET_S:
                raise ClusterError(f"{bootstrap_servers} gives no records of {min(open_ends)[0]} any more")
            for message in taken:
                problem = message.error()
                if problem is None:
                    yield message
                elif problem.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001  # its public name
                    open_ends.discard((message.topic(), message.partition()))
                else:
                    raise ClusterError(f"cannot read {message.topic()}: {problem}")
    finally:
        consumer.close()
