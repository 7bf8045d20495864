"""Events of a table that knows no change times: it is read whole, and compared with what it was."""

from simpul.adapters.snapshot.declaration import Change, Findings, Said, WatchedTable
from simpul.adapters.snapshot.difference import SnapshotDifference
from simpul.adapters.snapshot.errors import SnapshotError, SuddenLoss

__all__ = ["Change", "Findings", "Said", "SnapshotDifference", "SnapshotError", "SuddenLoss", "WatchedTable"]
