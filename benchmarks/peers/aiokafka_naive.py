"""Plain aiokafka, an event at a time: send each, wait for the acknowledgements of a poll, commit; at least once."""

import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from benchmarks.peers.arguments import Arguments, read_arguments
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
    producer = AIOKafkaProducer(
        bootstrap_servers=arguments.bootstrap_servers, acks="all", linger_ms=5, max_batch_size=262_144
    )
    async with consumer, producer:
        while True:
            polled = await consumer.getmany(timeout_ms=200, max_records=5_000)
            acknowledgements = []
            for place, records in polled.items():
                for record in records:
                    routed = routing.work(record.value, record.headers)
                    acknowledgement = await producer.send(
                        arguments.desks[routed.desk],
                        key=routed.key,
                        value=routed.value,
                        headers=routed.headers,
                        partition=place.partition,
                    )
                    acknowledgements.append(acknowledgement)
            await asyncio.gather(*acknowledgements)
            if acknowledgements:
                await consumer.commit()


if __name__ == "__main__":
    asyncio.run(run(read_arguments()))
