"""Events of a table that knows no change times: it is read whole, and compared with what it was."""

from simpul.adapters.snapshot.declaration import Change, WatchedTable
from simpul.adapters.snapshot.difference import SnapshotDifference
from simpul.adapters.snapshot.rows import Reading

__all__ = ["Change", "Reading", "SnapshotDifference", "WatchedTable"]
