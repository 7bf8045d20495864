"""The state of a task without Kafka: a buffer over a store on disk, committed as a task commits."""

import time
from pathlib import Path

from simpul.state import Buffer, DiskStore, Identity

TRANSACTION = 5_000  # events, as many as a task takes at most
_PAGE_KB = 4


class TaskStore:
    """What a task keeps; every event is told by `answered`."""

    def __init__(self, folder: Path) -> None:
        self.disk = DiskStore(folder, Identity("benchmark", "0of1", "local"))
        self.buffer = Buffer(self.disk)
        self._events = 0

    def answered(self) -> None:
        """One event more is answered, which may be the last of its transaction."""
        self.buffer.keep_event()
        self._events += 1
        if not self._events % TRANSACTION:
            self.commit()

    def commit(self) -> None:
        """Bring what was written to the disk."""
        self.disk.apply(self.buffer.changes, position=self._events, at_ms=int(time.time() * 1000))
        self.buffer.clear()

    def close(self) -> None:
        """Let go of the folder."""
        self.disk.close()


def resident_mb() -> float:
    """The memory that this process holds, in megabytes (of 1,024 kB)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * _PAGE_KB / 1024
