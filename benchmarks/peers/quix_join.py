"""Quix Streams' join of a stream with the last row before it, exactly once; in the environment of quix.lock."""

from datetime import timedelta

from quixstreams import Application

from benchmarks.peers.join_arguments import JoinArguments, read_join_arguments

ROWS_LAST = timedelta(days=7)  # of event time


def run(arguments: JoinArguments) -> None:
    """Join until the process is ended."""
    application = Application(
        broker_address=arguments.bootstrap_servers,
        consumer_group=arguments.group,
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        producer_extra_config={"acks": "all", "linger.ms": 5},
        state_dir=arguments.data_dir,
    )
    left = application.topic(arguments.left, key_deserializer="bytes", value_deserializer="bytes")
    right = application.topic(arguments.right, key_deserializer="bytes", value_deserializer="bytes")
    output = application.topic(arguments.output, key_serializer="bytes", value_serializer="bytes")
    rows = application.dataframe(right).apply(_as_text)  # Quix keeps JSON
    joined = application.dataframe(left).join_asof(rows, how="inner", on_merge=_together, grace_ms=ROWS_LAST)
    joined.to_topic(output)
    application.run()


def _as_text(row: bytes) -> str:
    return row.decode("latin-1")


def _together(left: bytes, row: str) -> bytes:
    return left + row.encode("latin-1")


if __name__ == "__main__":
    run(read_join_arguments())
