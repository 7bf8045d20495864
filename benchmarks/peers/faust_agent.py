"""A plain Faust agent: one event after the other, at least once."""

import sys
from typing import cast

import faust

from benchmarks.peers.arguments import read_arguments
from benchmarks.routing import Routing
from simpul.contracts import load_contracts

arguments = read_arguments()
routing = Routing(load_contracts())

app = faust.App(
    arguments.group,
    broker=f"kafka://{arguments.bootstrap_servers}",
    key_serializer="raw",
    value_serializer="raw",
    store="memory://",
    datadir=arguments.data_dir,
    consumer_auto_offset_reset="earliest",
    producer_acks=-1,
    producer_linger_ms=5,
    producer_max_batch_size=262_144,
    topic_disable_leader=True,
    topic_allow_declare=False,
    web_enabled=False,
)
source = app.topic(arguments.source, key_type=bytes, value_type=bytes)
desks = {desk: app.topic(topic, key_type=bytes, value_type=bytes) for desk, topic in arguments.desks.items()}


@app.agent(source)
async def route(stream: faust.StreamT[bytes]) -> None:
    """Answer each event."""
    async for event in stream.events():
        routed = routing.work(event.value, cast("list[tuple[str, bytes]]", event.message.headers))
        await desks[routed.desk].send(
            key=routed.key, value=routed.value, headers=routed.headers, partition=event.message.partition
        )


if __name__ == "__main__":
    sys.argv = [sys.argv[0], "worker", "--loglevel", "info", "--without-web"]
    app.main()
