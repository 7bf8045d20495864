"""A plain Faust agent that looks its events up in a Faust table, in memory and with a changelog; at least once."""

import sys

import faust

from benchmarks.peers.join_arguments import read_join_arguments

arguments = read_join_arguments()

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
    topic_partitions=arguments.partitions,
    topic_disable_leader=True,
    topic_allow_declare=False,
    web_enabled=False,
)
changelog = app.topic(arguments.changelog, key_type=bytes, value_type=bytes, partitions=arguments.partitions)
rows = app.Table("rows", key_type=bytes, value_type=bytes, partitions=arguments.partitions, changelog_topic=changelog)
output = app.topic(arguments.output, key_type=bytes, value_type=bytes)


async def load(stream: faust.StreamT[bytes]) -> None:
    """Keep each change of the table."""
    async for event in stream.events():
        rows[event.key] = event.value


async def join(stream: faust.StreamT[bytes]) -> None:
    """Answer each event with its row."""
    async for event in stream.events():
        row = rows.get(event.key)
        if row is not None:
            await output.send(
                key=event.key,
                value=event.value + row,
                headers=event.message.headers,
                partition=event.message.partition,
            )


if arguments.only_loads:
    app.agent(app.topic(arguments.right, key_type=bytes, value_type=bytes))(load)
else:
    app.agent(app.topic(arguments.left, key_type=bytes, value_type=bytes))(join)

if __name__ == "__main__":
    sys.argv = [sys.argv[0], "worker", "--loglevel", "info", "--without-web"]
    app.main()
