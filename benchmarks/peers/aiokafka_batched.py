"""Plain aiokafka in batches: a commit a poll, at least once; what Python can do without an engine."""

import asyncio

from aiokafka import AIOKafkaConsumer

from benchmarks.peers.arguments import Arguments, read_arguments
from benchmarks.peers.batches import Batches, batch_producer
from benchmarks.routing import Routing
from simpul.contracts import load_contracts


async def run(arguments: Arguments) -> None:
    """Route until the process is ended."""
    routing = Routing(load_contracts())
    consumer = AIOKafkaConsumer(
        arguments.source,
        bootstrap_servers=arguments.bootstrap_servers,
        group_id=arguments.group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = batch_producer(arguments.bootstrap_servers)
    async with consumer, producer:
        batches = Batches(producer, arguments.desks)
        while True:
            polled = await consumer.getmany(timeout_ms=200, max_records=5_000)
            for place, records in polled.items():
                for record in records:
                    await batches.add(routing.work(record.value, record.headers), partition=place.partition)
            await batches.flush()
            if polled:
                await consumer.commit()


if __name__ == "__main__":
    asyncio.run(run(read_arguments()))
