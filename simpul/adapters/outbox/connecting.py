"""The connection to the database that an outbox is in."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from simpul.errors import SettingError

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
