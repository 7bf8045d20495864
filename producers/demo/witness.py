"""A reader of the whole bus beside the run: committed records only, with another client than the engine's."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from typing import Self, TypeAlias, cast

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from simpul.errors import ClusterError
from simpul.inspection import Place

Headers: TypeAlias = Sequence[tuple[str, bytes | None]]

POLL_S = 0.2
FETCH_MS = 20  # an arrival is seen up to so much too late
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A record, and when it was there to be read."""

    topic: str
    headers: Mapping[str, bytes]
    value: bytes
    published_ms: int
    arrived_ms: int


class Witness:
    """Reads every partition from its starting offset in a thread of its own, as a context manager."""

    def __init__(self, bootstrap_servers: str, *, starts: Mapping[Place, int]) -> None:
        self._starts = starts
        self._reached = dict.fromkeys(starts, -1)
        self._records: list[Seen] = []
        self._ending = Event()
        self._problem: KafkaError | None = None
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap_servers,
                "group.id": "simpul-demo-witness",  # librdkafka wants one; nothing is ever committed
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "isolation.level": "read_committed",
                "auto.offset.reset": "error",
                # A fetch asks for every partition of the bus: with more than 50 a second the broker does little else.
                "fetch.min.bytes": 1_000_000,
                "fetch.wait.max.ms": FETCH_MS,
                "log_level": 0,
            }
        )
        self._thread = Thread(target=self._read, name="witness", daemon=True)

    def __enter__(self) -> Self:
        """Start reading."""
        self._consumer.assign([TopicPartition(*place, offset) for place, offset in self._starts.items()])
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop reading."""
        self._ending.set()
        self._thread.join()
        self._consumer.close()

    def records_up_to(self, ends: Mapping[Place, int]) -> Sequence[Seen]:
        """Everything seen, once every partition has been read to its end.

        Raises:
            ClusterError: a partition cannot be read, or not in time.
        """
        deadline = time.monotonic() + PATIENCE_S
        while left := [place for place, end in ends.items() if self._reached[place] < end]:
            if self._problem is not None:
                raise ClusterError(f"reading the topics back failed: {self._problem.str()}; run it again")
            if time.monotonic() > deadline:
                topic, partition = left[0]
                raise ClusterError(
                    f"{len(left)} partitions could not be read to their ends, one of them {topic}[{partition}]; "
                    "see simpul status"
                )
            time.sleep(POLL_S / 4)
        return tuple(self._records)

    def _read(self) -> None:
        for message in self._messages():
            error = message.error()
            place = (str(message.topic()), int(message.partition() or 0))
            if error is None:
                self._records.append(_seen(message))
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001  # librdkafka names its own events so
                self._reached[place] = int(message.offset() or 0)
            else:
                self._problem = error

    def _messages(self) -> Iterator[Message]:
        while not self._ending.is_set():
            message = self._consumer.poll(POLL_S)
            if message is not None:
                yield message


def _seen(message: Message) -> Seen:
    return Seen(
        topic=str(message.topic()),
        headers={name: value or b"" for name, value in cast("Headers", message.headers() or ())},
        value=message.value() or b"",
        published_ms=int(message.timestamp()[1]),
        arrived_ms=time.time_ns() // 1_000_000,
    )
