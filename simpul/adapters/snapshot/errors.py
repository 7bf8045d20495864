"""What stops the reading of a table: a person must act, or the database must come back."""

from sqlalchemy.exc import SQLAlchemyError

from simpul.adapters.databases import needs_a_person, said_by
from simpul.errors import SourceError, SuddenLoss


class DatabaseAway(Exception):
    """The database does not answer; it is asked again, and nobody need do anything."""


def from_database(problem: SQLAlchemyError, *, table: str) -> SourceError | DatabaseAway:
    """The error to raise for one of SQLAlchemy's; without what a value of a row could stand in."""
    if needs_a_person(problem):
        return SourceError(
            f"{table} cannot be read ({said_by(problem)}): look at the account, its rights and the declaration of the "
            "table"
        )
    return DatabaseAway(type(getattr(problem, "orig", None) or problem).__name__)


def sudden_loss(*, table: str, gone: int, there: int) -> SuddenLoss:
    """The question at the end of a round in which so many rows were gone."""
    return SuddenLoss(
        f"{gone} rows of {table} are gone since the last round and {there} are there; nothing is said of the loss yet. "
        "Look whether the table was emptied, restored or only half filled: bring the rows back and start again, or, if "
        "they are truly gone, start with --accept-deletions this once"
    )
