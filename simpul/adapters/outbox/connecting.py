"""The connection to a department's database, and what its errors mean: that it will be back, or that a person acts."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, ProgrammingError

from simpul.errors import SettingError, SimpulError

_CONNECT_S = 10
_ANSWER_S = 60  # beyond it, a connection is taken for lost

_DRIVERS: Final[Mapping[str, str]] = {
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
_OPTIONS: Final[Mapping[str, Mapping[str, object]]] = {
    "postgresql": {
        "connect_timeout": _CONNECT_S,
        "tcp_user_timeout": _ANSWER_S * 1000,
        "options": f"-c TimeZone=UTC -c DateStyle=ISO -c statement_timeout={_ANSWER_S * 1000}",
    },
    "mysql": {"connect_timeout": _CONNECT_S, "read_timeout": _ANSWER_S, "write_timeout": _ANSWER_S},
}
# Classes of SQLSTATE: a row that does not fit, no access, no such database, no such table or no right to it.
_STATES = ("22", "23", "28", "3D", "42")
# PostgreSQL's driver gives no state to an error of connecting.
_WORDS = ("authentication failed", "does not exist", "no pg_hba.conf entry")


class OutboxError(SimpulError):
    """The outbox of a department cannot be read until a person does something."""


def address_of(text: str) -> URL:
    """The address of a database that an outbox can be in.

    Args:
        text: as `postgresql://user:password@host/database`; `mariadb` or `mysql` likewise.

    Raises:
        SettingError: it is not such an address.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise SettingError(
            "the origin of an outbox is no address of a database; give mariadb://user:password@host/database"
        ) from None
    backend = url.get_backend_name()
    if backend not in _DRIVERS:
        raise SettingError(
            f"an outbox is read from PostgreSQL, MariaDB or MySQL, not from {backend}: give an address that begins "
            "with postgresql://, mariadb:// or mysql://"
        )
    return url.set(drivername=_DRIVERS[backend])


def connect(address: URL) -> Engine:
    """The engine of a database; it connects when it is asked something."""
    return create_engine(
        address,
        connect_args=dict(_OPTIONS[address.get_backend_name()]),
        isolation_level="READ COMMITTED",  # MariaDB's own would lock what lies between rows
        pool_size=1,
        pool_pre_ping=True,
    )


def needs_a_person(problem: DBAPIError) -> bool:
    """Whether waiting does not help; it does where the database is away, or somebody else's lock was in the way."""
    if not isinstance(problem, OperationalError | InterfaceError):
        return True
    state = getattr(problem.orig, "sqlstate", None)
    if isinstance(state, str):
        return state.startswith(_STATES)
    return any(words in str(problem.orig) for words in _WORDS)


def said_by(problem: DBAPIError) -> str:
    """What the database says, in a line and without what a value of a row could stand in."""
    kind = type(problem.orig).__name__
    if not isinstance(problem, OperationalError | ProgrammingError) or problem.orig is None:
        return kind
    said = str(problem.orig.args[-1]) if problem.orig.args else ""
    return f"{kind}: {said.splitlines()[0]}" if said else kind
