"""The state of one task: a buffer of this transaction's writes over a store on disk, with a changelog in Kafka.

Writes go to the changelog in the task's transaction; only after its commit are they applied to the disk, together with
the changelog offset they reached. So the disk is never ahead of Kafka, and after a crash the rest is read from there.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from aiokafka import TopicPartition

from simpul.runtime.messages import Outbound
from simpul.runtime.restore import Restoring, restore
from simpul.state import Buffer, DiskStore, Identity

CHANGELOG = "changelog"  # in the place of an event type


class TaskState:
    """What a task keeps between transactions."""

    def __init__(self, folder: Path, *, changelog: TopicPartition, identity: Identity) -> None:
        """Open the folder; nothing is read from Kafka before `restore`.

        Raises:
            StateError: another process has the folder open, or it cannot be written.
        """
        self.changelog = changelog
        self.disk = DiskStore(folder, identity)
        self.buffer = Buffer(self.disk)

    async def restore(self, bootstrap_servers: str, *, restoring: Restoring) -> None:
        """Bring the store to the end of its changelog; no other process may write to that any more.

        Raises:
            StateError: the changelog cannot be read.
        """
        await restore(self.disk, self.changelog, bootstrap_servers=bootstrap_servers, restoring=restoring)

    def records(self) -> Iterator[Outbound]:
        """What the open transaction writes to the changelog."""
        topic, partition = self.changelog
        for key, value in self.buffer.changes.items():
            yield Outbound(topic, partition, key, value, [], CHANGELOG)

    def committed(self, offset: int | None) -> None:
        """Apply what was committed; `offset` is the changelog's next one, None where the broker did not tell it."""
        if not self.buffer.changes:
            return
        before = self.disk.position
        reached = offset if offset is not None else (before.offset if before else 0)
        self.disk.apply(self.buffer.changes, position=reached, at_ms=int(time.time() * 1000))
        self.buffer.clear()

    def discard(self) -> None:
        """Forget what the open transaction wrote."""
        self.buffer.clear()

    def close(self) -> None:
        """Let go of the folder."""
        self.disk.close()
