"""What stops the reading of a table: a person must act, or the database must come back."""

from simpul.errors import SimpulError


class SnapshotError(SimpulError):
    """A table cannot be compared until a person does something."""


class SuddenLoss(SnapshotError):
    """So many rows are gone at once that somebody must say whether this is meant."""

    def __init__(self, *, table: str, gone: int, there: int) -> None:
        super().__init__(
            f"{gone} rows of {table} are gone since the last round and {there} are there; nothing is said of the loss "
            "yet. Look whether the table was emptied, restored or only half filled: bring the rows back and start "
            f"again, or, if they are truly gone, start with --accept-deletions this once"
        )
        self.gone = gone
        self.there = there


class DatabaseAway(Exception):
    """The database does not answer; it is asked again, and nobody need do anything."""
