"""What a stream keeps of one key, read from its changelog: the disk is the worker's alone."""

import re
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime

from simpul.catalogue import Topic
from simpul.contracts.key import SEPARATOR
from simpul.inspection.reading import read_topic
from simpul.state import MS_BYTES, ended, unpacked_ms
from simpul.wire import partition_of

TIMERS = re.compile(r"[^/]+/timer")  # the timers of a step
PART = re.compile(rb"([A-Za-z0-9_/-]+)\0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a store; `due` is the time of a timer, None for anything else."""

    store: str
    value: bytes
    written: datetime
    due: datetime | None = None


async def read_state(changelog: Topic, *, key: str, brokers: str) -> list[Entry]:
    """The entries that stand under a key, by store; values are as the stream wrote them.

    Raises:
        ClusterError: no broker answers, or the changelog does not exist.
    """
    # what a flow keeps of a key of several parts is in the task of the first one
    tasks = {partition_of(one.encode(), changelog.partitions) for one in (key, key.partition(SEPARATOR)[0])}
    found: dict[bytes, Entry] = {}
    records = read_topic(changelog.name, brokers=brokers, from_beginning=True, until_end=True)
    async with aclosing(records):
        async for record in records:
            if record.partition not in tasks or record.key is None:
                continue
            entry = entry_of(record.key, record.value, key=key.encode(), timestamp_ms=record.timestamp)
            if entry is not None:
                found[record.key] = entry
            else:
                found.pop(record.key, None)
    return [found[place] for place in sorted(found)]


def entry_of(stored: bytes, value: bytes | None, *, key: bytes, timestamp_ms: int) -> Entry | None:
    """The entry of a changelog record, if it stands (is no deletion) under this key."""
    if value is None:
        return None
    written = datetime.fromtimestamp(timestamp_ms / 1000, UTC)
    for names, place in _readings(stored):
        if TIMERS.fullmatch(names[0]):
            named = place[MS_BYTES:]
            if names[1:] == ["time"] and (named == key or named.endswith(b"\0" + key)):
                due = datetime.fromtimestamp(unpacked_ms(place) / 1000, UTC)
                return Entry(store=names[0], value=value, written=written, due=due)
        elif place == key or place.startswith(ended(key)):
            return Entry(store="/".join(names), value=value, written=written)
    return None


def _readings(stored: bytes) -> Iterator[tuple[list[str], bytes]]:
    """The ways to read a stored key: names of a store and of parts of it, each ended by a zero byte, and a place."""
    names: list[str] = []
    place = stored
    while (named := PART.match(place)) is not None:
        names = [*names, named[1].decode()]
        place = place[named.end() :]
        yield names, place
