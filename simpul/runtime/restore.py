"""Reads a task's changelog into its store, from where the store is to where the changelog ends."""

import logging
import time
from collections.abc import Callable

import aiokafka
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from simpul.catalogue.kafka_config import TOMBSTONES_KEPT_MS
from simpul.errors import StateError
from simpul.state import DiskStore, Position

log = logging.getLogger(__name__)

FETCH_BYTES = 8 * 1024 * 1024
POLL_MS = 500
PATIENCE_S = 60.0
SAY_S = 5.0

Restoring = Callable[[int], None]  # told how many records are still to be read


async def restore(store: DiskStore, changelog: TopicPartition, *, bootstrap_servers: str, restoring: Restoring) -> None:
    """Bring a store to the end of its changelog.

    Raises:
        StateError: the changelog cannot be read, or gives nothing more for a minute.
    """
    consumer = aiokafka.AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        client_id="simpul-restore",
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="none",
        max_partition_fetch_bytes=FETCH_BYTES,
        fetch_max_bytes=FETCH_BYTES,
    )
    try:
        await consumer.start()
        consumer.assign([changelog])
        first = (await consumer.beginning_offsets([changelog]))[changelog]
        end = (await consumer.end_offsets([changelog]))[changelog]
        why = doubt(store.position, first=first, end=end, now_ms=int(time.time() * 1000))
        if why:
            store.start_afresh(why)
        at = store.position
        consumer.seek(changelog, at.offset if at else first)
        await _read(consumer, store, changelog, end=end, restoring=restoring)
    except (KafkaError, OSError) as problem:
        raise StateError(
            f"the changelog {changelog.topic}[{changelog.partition}] cannot be read ({type(problem).__name__}): see "
            "simpul topics plan and the brokers; the worker must start again"
        ) from problem
    finally:
        await consumer.stop()


def doubt(position: Position | None, *, first: int, end: int, now_ms: int) -> str | None:
    """Why a store at this position must not be continued from a changelog of these offsets; None when it may be."""
    if position is None:
        return None
    if position.offset > end:
        return f"it was brought to offset {position.offset} of a changelog that ends at {end}"
    if position.offset < first:
        return f"it was brought to offset {position.offset} of a changelog that begins at {first}"
    if position.offset < end and now_ms - position.at_ms > TOMBSTONES_KEPT_MS:
        return "it is so old that the changelog no longer tells all that was deleted since"
    return None


async def _read(
    consumer: aiokafka.AIOKafkaConsumer,
    store: DiskStore,
    changelog: TopicPartition,
    *,
    end: int,
    restoring: Restoring,
) -> None:
    name = f"{changelog.topic}[{changelog.partition}]"
    begun = said = moved = time.monotonic()
    reached = await consumer.position(changelog)
    read = 0
    while reached < end:
        restoring(end - reached)
        fetched = (await consumer.getmany(changelog, timeout_ms=POLL_MS)).get(changelog, [])
        changes = {record.key: record.value for record in fetched if record.key is not None}
        before, reached = reached, await consumer.position(changelog)
        now = time.monotonic()
        if reached > before:
            moved = now
            store.apply(changes, position=reached, at_ms=int(time.time() * 1000))
            read += len(fetched)
        elif now - moved > PATIENCE_S:
            raise StateError(f"the changelog {name} gives nothing after offset {reached} of {end}; look at its brokers")
        if now - said > SAY_S:
            said = now
            log.info("restoring from %s: %d of %d offsets to go", name, end - reached, end)
    restoring(0)
    log.info("restored from %s: %d records in %.1f s", name, read, time.monotonic() - begun)
