"""The rejected rows of a file: written ahead of the commit, and cut back to what was committed after a crash."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from simpul.adapters.files.folder import Folder
from simpul.adapters.files.line import Ending


@dataclass(frozen=True, slots=True)
class Returned:
    """The rejected rows of one reading.

    Attributes:
        folder: where the file was dropped.
        reading: the number of the reading.
    """

    folder: Folder
    reading: int

    @property
    def grown(self) -> Path:
        """The file that grows with the reading."""
        return self.folder.shelf("rejected") / f".{self.reading}.part"

    def cut(self, length: int) -> bool:
        """Whether all that was committed is there; what comes behind it was not, and is dropped."""
        if length == 0:
            self.grown.unlink(missing_ok=True)
            return True
        if not self.grown.exists() or self.grown.stat().st_size < length:
            return False
        os.truncate(self.grown, length)
        return True

    def add(self, pieces: Iterable[bytes]) -> int:
        """The length of the file with these pieces behind the others, safe on disk."""
        with self.grown.open("ab") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
            return file.tell()

    def finish(self, name: str, *, ending: Ending) -> None:
        """Give the clerk the file, if there are such rows; to be called again after a crash, however far it came."""
        complete = self.grown.with_suffix(".complete")
        if self.grown.exists():
            building = self.grown.with_suffix(".building")
            ending.write(self.grown, building)
            building.replace(complete)
            self.grown.unlink()
        if complete.exists():
            complete.replace(self.folder.place("rejected", ending.name(name)))
