"""How far the file in hand has been read, as the memory of a source keeps it."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from simpul.state import Store

KEY = b"progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One reading of one file.

    Attributes:
        reading: its number, from 1; a file that is dropped again is read again.
        name: of the file.
        stamp: what tells the file from others of its name.
        rows: how many lines have been told.
        returned: the length of the file of rejected rows.
        ended: whether all lines have been told.
        why: that the rest cannot be read.
    """

    reading: int
    name: str
    stamp: str
    rows: int = 0
    returned: int = 0
    ended: bool = False
    why: str | None = None

    def keep(self, memory: Store) -> Self:
        """Itself, written down."""
        memory.put(KEY, json.dumps(asdict(self)).encode())
        return self


def progress_of(memory: Store) -> Progress | None:
    """The last reading; None when nothing was ever read."""
    kept = memory.get(KEY)
    return None if kept is None else Progress(**json.loads(kept))
