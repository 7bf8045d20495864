"""A transaction is committed only when everything in it stands in Kafka."""

import asyncio

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import MessageSizeTooLargeError
from aiokafka.structs import RecordMetadata

from simpul.runtime.transaction import Writer


class ProducerOfOne:
    """In the place of aiokafka's producer: answers each batch as it is told."""

    def __init__(self, answer: BaseException | None) -> None:
        self.answer = answer
        self.calls: list[str] = []

    async def send_batch(self, _: object, topic: str, *, partition: int) -> "asyncio.Future[object]":
        ack: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if self.answer is None:
            ack.set_result(RecordMetadata(topic, partition, TopicPartition(topic, partition), 41, 0, 0, 0))
        else:
            ack.set_exception(self.answer)
        self.calls.append(f"send {topic}[{partition}]")
        return ack

    async def send_offsets_to_transaction(self, _positions: object, group: str) -> None:
        self.calls.append(f"offsets of {group}")

    async def commit_transaction(self) -> None:
        self.calls.append("commit")


class Batch:
    """A batch with a record in it."""

    def record_count(self) -> int:
        return 1


def writer_on(producer: ProducerOfOne) -> Writer:
    writer = Writer.__new__(Writer)
    writer._producer = producer
    writer._group = "group"
    writer._batches = {("out", 0): Batch()}
    writer._acks = []
    return writer


async def test_offsets_and_outputs_are_committed_together() -> None:
    producer = ProducerOfOne(None)

    reached = await writer_on(producer).commit({TopicPartition("in", 0): 1})

    assert producer.calls == ["send out[0]", "offsets of group", "commit"]
    assert reached == {("out", 0): 42}


async def test_a_refused_batch_is_never_followed_by_a_commit() -> None:
    producer = ProducerOfOne(MessageSizeTooLargeError())

    with pytest.raises(MessageSizeTooLargeError):
        await writer_on(producer).commit({TopicPartition("in", 0): 1})

    assert "commit" not in producer.calls
