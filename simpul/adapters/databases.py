"""What an error of a department's database means: that it will be back, or that a person must act."""

from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

# Drivers call some of these an OperationalError, as if the server were away.
_OF_MYSQL = {1044, 1045, 1049, 1054, 1142, 1143, 1146, 1698}  # no rights, no such database, column or table
_OF_POSTGRESQL = ("28", "3D", "42")  # wrong password, no such database, no such table or no rights
# PostgreSQL's driver gives no state to an error of connecting.
_IN_WORDS = ("authentication failed", "does not exist", "no pg_hba.conf entry", "no such ")


def needs_a_person(problem: SQLAlchemyError) -> bool:
    """Whether waiting does not help; it does where the database is away, or somebody else's lock was in the way."""
    if isinstance(problem, DBAPIError) and problem.connection_invalidated:
        return False
    if not isinstance(problem, OperationalError | InterfaceError):
        return True
    original = problem.orig
    code = original.args[0] if original is not None and original.args else None
    state = getattr(original, "sqlstate", None)
    if isinstance(code, int):
        return code in _OF_MYSQL
    if isinstance(state, str):
        return state.startswith(_OF_POSTGRESQL)
    return any(words in str(original) for words in _IN_WORDS)


def said_by(problem: SQLAlchemyError) -> str:
    """What the database says, in a line and without what a value of a row could stand in."""
    original = problem.orig if isinstance(problem, DBAPIError) else None
    kind = type(original or problem).__name__
    if original is None or isinstance(problem, DataError):
        return kind
    parts = [str(part) for part in original.args if isinstance(part, str)]
    return f"{kind}: {parts[-1].splitlines()[0]}" if parts and parts[-1] else kind
