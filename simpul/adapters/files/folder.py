"""The folder that files are dropped into: which of them are complete, and where they go when they have been read."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Literal

Shelf = Literal["done", "rejected", "unreadable"]
SHELVES: tuple[Shelf, ...] = ("done", "rejected", "unreadable")
UNFINISHED = (".part", ".tmp")


def stamp_of(path: Path) -> str | None:
    """What tells a file from any other that had or will have its name, and from itself in an earlier state."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return f"{stat.st_ino}.{stat.st_mtime_ns}.{stat.st_size}"


@dataclass(slots=True)
class Folder:
    """A folder and its shelves: `done`, `rejected` and `unreadable`.

    Attributes:
        path: where files are dropped.
        quiet_s: how long a file must not have changed.
        clock: seconds that go on.
    """

    path: Path
    quiet_s: float
    clock: Callable[[], float] = time.monotonic
    _seen: dict[Path, tuple[str | None, float]] = field(default_factory=dict)

    def shelf(self, shelf: Shelf) -> Path:
        """A folder beside the files, made where it is missing."""
        folder = self.path / shelf
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def waiting(self) -> list[Path]:
        """The files that are there, complete or not, by name."""
        return sorted(path for path in self.path.iterdir() if not _hidden(path.name) and path.is_file())

    def ready(self) -> list[Path]:
        """Those that have not changed for the quiet time, by name; to be asked again and again."""
        now = self.clock()
        seen = {path: (stamp_of(path), now) for path in self.waiting()}
        for path, (stamp, _) in seen.items():
            before, since = self._seen.get(path, (None, now))
            if before == stamp:
                seen[path] = (stamp, since)
        self._seen = seen
        return [path for path, (stamp, since) in seen.items() if stamp is not None and now - since >= self.quiet_s]

    def place(self, shelf: Shelf, name: str) -> Path:
        """Where a file of this name goes on a shelf; a number behind the name where it is taken."""
        wanted = self.shelf(shelf) / name
        others = (wanted.with_stem(f"{wanted.stem}-{n}") for n in count(2))
        return next(path for path in chain((wanted,), others) if not path.exists())


def _hidden(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(UNFINISHED)
