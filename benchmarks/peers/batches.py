"""Records gathered into aiokafka's batches, one a topic and partition, which is the fastest way aiokafka has."""

import asyncio

from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder

from benchmarks.routing import Routed

BATCH_BYTES = 900_000


def batch_producer(bootstrap_servers: str) -> AIOKafkaProducer:
    """A producer for batches made by hand."""
    return AIOKafkaProducer(bootstrap_servers=bootstrap_servers, acks="all", linger_ms=0, max_batch_size=BATCH_BYTES)


class Batches:
    """The open batches of one poll; `flush` returns when all are acknowledged."""

    def __init__(self, producer: AIOKafkaProducer, desks: dict[str, str]) -> None:
        self._producer = producer
        self._desks = desks
        self._open: dict[tuple[str, int], BatchBuilder] = {}
        self._sent: list[asyncio.Future[object]] = []

    async def add(self, routed: Routed, *, partition: int) -> None:
        """Put a record into its batch, sending the batch first when it is full."""
        place = (self._desks[routed.desk], partition)
        while True:
            batch = self._open.get(place)
            if batch is None:
                batch = self._open[place] = self._producer.create_batch()
            if batch.append(key=routed.key, value=routed.value, timestamp=None, headers=routed.headers) is not None:
                return
            await self._send(place)

    async def flush(self) -> None:
        """Send every batch and wait for the acknowledgements."""
        for place in list(self._open):
            await self._send(place)
        await asyncio.gather(*self._sent)
        self._sent.clear()

    async def _send(self, place: tuple[str, int]) -> None:
        topic, partition = place
        self._sent.append(await self._producer.send_batch(self._open.pop(place), topic, partition=partition))
