"""What streams keep between events: ordered stores of bytes, one a task."""

from simpul.state.buffer import Buffer
from simpul.state.disk import DiskStore, Identity, Position
from simpul.state.folders import WorkerFolder
from simpul.state.keys import MS_BYTES, after, ended, packed_ms, packed_parts, unpacked_ms, unpacked_parts
from simpul.state.memory import MemoryStore
from simpul.state.store import Part, Readable, Store
from simpul.state.timers import Timer, Timers

__all__ = [
    "MS_BYTES",
    "Buffer",
    "DiskStore",
    "Identity",
    "MemoryStore",
    "Part",
    "Position",
    "Readable",
    "Store",
    "Timer",
    "Timers",
    "WorkerFolder",
    "after",
    "ended",
    "packed_ms",
    "packed_parts",
    "unpacked_ms",
    "unpacked_parts",
]
