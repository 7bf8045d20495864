"""Events of a table that knows no change times: it is read whole, and compared with what it was."""

from simpul.adapters.snapshot.declaration import Change, WatchedTable
from simpul.adapters.snapshot.difference import SnapshotDifference

__all__ = ["Change", "SnapshotDifference", "WatchedTable"]
