"""FastStream with a batch subscriber, at least once.

Its own `publish_batch` has one set of headers for the whole batch, which CloudEvents cannot do with, and `publish` goes
an event at a time; so the answers go out through aiokafka's batches, which is to FastStream's advantage.
"""

import asyncio

from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker, KafkaMessage

from benchmarks.peers.arguments import Arguments, read_arguments
from benchmarks.peers.batches import Batches, batch_producer
from benchmarks.routing import Routing
from simpul.contracts import load_contracts


async def run(arguments: Arguments) -> None:
    """Route until the process is ended."""
    routing = Routing(load_contracts())
    producer = batch_producer(arguments.bootstrap_servers)
    broker = KafkaBroker(arguments.bootstrap_servers, logger=None)
    batches = Batches(producer, arguments.desks)

    @broker.subscriber(
        arguments.source,
        group_id=arguments.group,
        batch=True,
        max_records=5_000,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.ACK,  # commits the poll once the function has returned
    )
    async def route(values: list[bytes], message: KafkaMessage) -> None:
        for value, record in zip(values, message.raw_message, strict=True):
            await batches.add(routing.work(value, record.headers), partition=record.partition)
        await batches.flush()

    async with producer:
        await FastStream(broker, logger=None).run()


if __name__ == "__main__":
    asyncio.run(run(read_arguments()))
