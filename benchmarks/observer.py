"""Sees the engine's answers as a subscriber would, and when."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from confluent_kafka import Consumer, TopicPartition

from benchmarks.payments import number_of
from simpul.errors import SimpulError

QUIET_S = 60.0
POLL_S = 0.5


class Observer:
    """A read_committed consumer that stays on the answers' topics."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer

    def arrivals(self, count: int, *, first_number: int, must_live: Callable[[], None]) -> Mapping[int, float]:
        """When (as `time.time`) each of the next answers was in hand, by its position from `first_number`.

        Raises:
            SimpulError: an answer came twice, or none came for a minute.
        """
        arrived: dict[int, float] = {}
        since = time.time()
        while len(arrived) < count:
            message = self._consumer.poll(POLL_S)  # the next one as soon as it is there; `consume` waits for its fill
            now = time.time()
            if message is not None:
                if message.error() is not None:
                    raise SimpulError(f"cannot read the answers: {message.error()}")
                number = number_of(message.key() or b"")
                if number - first_number in arrived:
                    raise SimpulError(f"event {number} was answered twice; exactly once is broken")
                arrived[number - first_number] = now
                since = now
                continue
            must_live()
            if now - since > QUIET_S:
                raise SimpulError(f"{count - len(arrived)} of {count} answers did not come within {QUIET_S:.0f} s")
        return arrived


@contextmanager
def observing(bootstrap_servers: str, *, topics: list[str], partitions: int) -> Iterator[Observer]:
    """An observer of topics from their beginning."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": "observer",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    consumer.assign([TopicPartition(topic, number, 0) for topic in topics for number in range(partitions)])
    try:
        yield Observer(consumer)
    finally:
        consumer.close()
