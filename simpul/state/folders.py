"""Which folder a worker keeps its state in: its own, and the same one after a restart."""

import fcntl
import os
from itertools import count
from pathlib import Path

from simpul.errors import StateError


class WorkerFolder:
    """The first folder of an application that no other worker has, held until this process ends, however it ends."""

    def __init__(self, parent: Path) -> None:
        """Claim a folder below `parent`.

        Raises:
            StateError: it cannot be written.
        """
        try:
            parent.mkdir(parents=True, exist_ok=True)
            self.path, self._lock = next(claimed for n in count() if (claimed := _claim(parent / f"worker-{n}")))
        except OSError as problem:
            raise StateError(f"no state can be kept in {parent} ({problem}); see SIMPUL_DATA_DIR") from problem

    def release(self) -> None:
        """Let another worker have the folder."""
        os.close(self._lock)


def _claim(folder: Path) -> tuple[Path, int] | None:
    folder.mkdir(exist_ok=True)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return folder, lock
