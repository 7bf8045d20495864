"""The constant load: an idempotent producer that remembers what was acknowledged and where."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from confluent_kafka import KafkaError, Producer
from confluent_kafka import Message as Answer

from simpul.errors import ClusterError
from simpul.runtime import Position
from tests.acceptance.chaos.samples import MALFORMED, Message, Sample, message_of, spoilt

TICK_S = 0.02
FULL_S = 0.05
SETTLE_S = 120.0
MALFORMED_SHARE = 0.003
CRITICAL = 2  # brokers come and go in this run; librdkafka would write about each


@dataclass
class Load:
    """Produces at a constant rate from a thread of its own, between `start` and `stop`."""

    bootstrap_servers: str
    samples: Sequence[Sample]
    seed: int
    per_s: int
    acknowledged: dict[Position, str | None] = field(default_factory=dict)
    seconds: float = 0.0
    _sent: int = 0
    _refused: list[str] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._producer = Producer(
            {
                "bootstrap.servers": self.bootstrap_servers,
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": 5,
                "partitioner": "murmur2_random",
                "message.timeout.ms": int(SETTLE_S * 1000),
                "queue.buffering.max.messages": 500_000,
                "log_level": CRITICAL,
            }
        )
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait until the brokers have acknowledged everything.

        Raises:
            ClusterError: they did not.
        """
        self._stopping.set()
        self._thread.join()
        left = self._producer.flush(SETTLE_S)
        if left or self._refused:
            raise ClusterError(
                f"{left} events were not acknowledged in time and {len(self._refused)} were refused "
                f"({', '.join(self._refused[:3])}): the brokers, not the workers, failed this run"
            )

    def _run(self) -> None:
        chance = random.Random(self.seed)  # noqa: S311  # seeded so that a run can be repeated
        kinds = sorted(MALFORMED)
        began = time.monotonic()
        while not self._stopping.wait(TICK_S):
            while self._sent < (time.monotonic() - began) * self.per_s:
                self._sent += 1
                sample = chance.choice(self.samples)
                message = message_of(sample, number=self._sent)
                if chance.random() < MALFORMED_SHARE:
                    other = chance.choice([one for one in self.samples if one.topic != sample.topic])
                    message = spoilt(message, chance.choice(kinds), other=other)
                    self._produce(message, event_id=None)
                else:
                    self._produce(message, event_id=(message.headers[0][1] or b"").decode())
            self._producer.poll(0)
        self.seconds = time.monotonic() - began

    def _produce(self, message: Message, *, event_id: str | None) -> None:
        def answered(problem: KafkaError | None, answer: Answer) -> None:
            if problem is not None:
                self._refused.append(problem.str())
            else:
                position = Position(str(answer.topic()), int(answer.partition() or 0), int(answer.offset() or 0))
                self.acknowledged[position] = event_id

        while True:
            try:
                self._producer.produce(
                    message.topic,
                    key=message.key,
                    value=message.value,
                    headers=[*message.headers],
                    on_delivery=answered,
                )
            except BufferError:
                self._producer.poll(FULL_S)
            else:
                return
