"""Reads a run back: committed records only, every partition to its end."""

import time
from collections.abc import Iterable, Iterator, Mapping

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from simpul.errors import ClusterError
from simpul.inspection import Place, group_positions
from simpul.runtime import Position
from tests.acceptance.chaos.ledger import Dead, Ledger
from tests.acceptance.chaos.load import CRITICAL
from tests.acceptance.chaos.samples import KIND, MALFORMED

TAKE = 5_000
TAKE_S = 0.2
QUIET_S = 30.0


def read_inputs(messages: Iterable[Message], *, into: Ledger) -> None:
    """Enter the records of the input topics."""
    for message in messages:
        headers = headers_of(message)
        position = Position(str(message.topic()), int(message.partition() or 0), int(message.offset() or 0))
        kind = headers.get(KIND)
        if kind is None:
            into.stands(position, headers["ce_id"].decode())
        else:
            into.stands_malformed(position, Dead(MALFORMED[kind.decode()], message.key(), message.value()))


def read_deliveries(messages: Iterable[Message], *, into: Ledger) -> None:
    """Enter the records of the delivery topics."""
    for message in messages:
        headers = headers_of(message)
        into.delivered(
            str(message.topic()),
            int(message.partition() or 0),
            event_id=headers["ce_id"].decode(),
            subscription=headers["ce_contractid"].decode(),
        )


def read_dead_letters(messages: Iterable[Message], *, into: Ledger) -> None:
    """Enter the dead letters."""
    for message in messages:
        headers = headers_of(message)
        position = Position(
            headers["simpul_dead_topic"].decode(),
            int(headers["simpul_dead_partition"]),
            int(headers["simpul_dead_offset"]),
        )
        into.set_aside(position, Dead(headers["simpul_dead_reason"].decode(), message.key(), message.value()))


def headers_of(message: Message) -> dict[str, bytes]:
    """The headers of a record by name."""
    headers = message.headers() or []
    pairs = headers.items() if isinstance(headers, dict) else headers
    return {name: value if isinstance(value, bytes) else (value or "").encode() for name, value in pairs}


def read_committed(bootstrap_servers: str, topics: Mapping[str, int]) -> Iterator[Message]:
    """Every committed record of these topics (with their partition counts), each partition in order.

    Raises:
        ClusterError: the brokers give no more records before the end.
    """
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": "chaos-reader",
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            "log_level": CRITICAL,
        }
    )
    unread = {(topic, partition) for topic, count in topics.items() for partition in range(count)}
    consumer.assign([TopicPartition(topic, partition, 0) for topic, partition in unread])
    try:
        since = time.monotonic()
        while unread:
            taken = consumer.consume(TAKE, timeout=TAKE_S)
            if taken:
                since = time.monotonic()
            elif time.monotonic() - since > QUIET_S:
                raise ClusterError(f"the brokers give no more records of {min(unread)}")
            for message in taken:
                problem = message.error()
                if problem is None:
                    yield message
                elif problem.code() == KafkaError._PARTITION_EOF:
                    unread.discard((str(message.topic()), int(message.partition() or 0)))
                elif not problem.retriable():
                    raise ClusterError(f"cannot read {message.topic()}: {problem}")
    finally:
        consumer.close()


def committed_offsets(bootstrap_servers: str, group: str, topics: Mapping[str, int]) -> dict[Place, int]:
    """The position of a group in every partition of these topics that it has one in; empty while no broker knows."""
    places = [(topic, number) for topic, partitions in topics.items() for number in range(partitions)]
    with group_positions(group, brokers=bootstrap_servers) as positions:
        try:
            return positions(places)
        except ClusterError:
            return {}
