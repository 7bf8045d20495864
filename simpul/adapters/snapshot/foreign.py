"""What an error of a database means: that it will be back, or that a person must act."""

from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from simpul.adapters.snapshot.errors import DatabaseAway, SnapshotError

# Drivers call some of these an OperationalError, as if the server were away.
_OF_MYSQL = {1044, 1045, 1049, 1054, 1142, 1143, 1146, 1698}  # no rights, no such database, column or table
_OF_POSTGRESQL = ("28", "3D", "42")  # wrong password, no such database, no such table or no rights
_IN_WORDS = ("authentication failed", "does not exist", "no such ")


def from_database(problem: SQLAlchemyError, *, table: str) -> SnapshotError | DatabaseAway:
    """The error to raise for one of SQLAlchemy's; without what a value of a row could stand in."""
    original = problem.orig if isinstance(problem, DBAPIError) else None
    what = _first_line(problem, original)
    if _needs_a_person(problem, original):
        return SnapshotError(
            f"{table} cannot be read ({what}): look at the account, its rights and the declaration of the table"
        )
    return DatabaseAway(type(original or problem).__name__)


def _needs_a_person(problem: SQLAlchemyError, original: BaseException | None) -> bool:
    if isinstance(problem, DBAPIError) and problem.connection_invalidated:
        return False
    if not isinstance(problem, OperationalError | InterfaceError):
        return True
    code = original.args[0] if original is not None and original.args else None
    state = getattr(original, "sqlstate", None)
    if isinstance(code, int):
        return code in _OF_MYSQL
    if isinstance(state, str):
        return state.startswith(_OF_POSTGRESQL)
    return any(words in str(original) for words in _IN_WORDS)


def _first_line(problem: SQLAlchemyError, original: BaseException | None) -> str:
    kind = type(original or problem).__name__
    if original is None or isinstance(problem, DataError):
        return kind
    parts = [str(part) for part in original.args if isinstance(part, str)]
    return f"{kind}: {parts[-1].splitlines()[0]}" if parts and parts[-1] else kind
