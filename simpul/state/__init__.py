"""What streams keep between events: ordered stores of bytes, one a task."""

from simpul.state.keys import MS_BYTES, after, ended, packed_ms, unpacked_ms
from simpul.state.memory import MemoryStore
from simpul.state.store import Part, Store

__all__ = ["MS_BYTES", "MemoryStore", "Part", "Store", "after", "ended", "packed_ms", "unpacked_ms"]
