"""A table of a department's database, read in the order of its key, a piece at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    TextClause,
    and_,
    bindparam,
    column,
    create_engine,
    make_url,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy import table as named_table
from sqlalchemy.exc import SQLAlchemyError

from simpul.adapters.snapshot.errors import from_database
from simpul.errors import SourceError

Row = tuple[object, ...]

SECONDS_TO_CONNECT = 10
SECONDS_TO_ANSWER = 120
_OF_MYSQL: dict[str, object] = {"connect_timeout": SECONDS_TO_CONNECT, "read_timeout": SECONDS_TO_ANSWER}
_LIMITS: dict[str, dict[str, object]] = {
    "postgresql": {
        "connect_timeout": SECONDS_TO_CONNECT,
        "options": f"-c statement_timeout={SECONDS_TO_ANSWER * 1000}",
    },
    "mysql": _OF_MYSQL,
    "mariadb": _OF_MYSQL,
}
_DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql"}
_KNOWS_READ_ONLY = {"postgresql", "mysql", "mariadb", "oracle"}
_COMPARES_ROWS = {"postgresql"}  # others compare (a, b) >= (1, 2) without the help of an index, or not at all


class Piece(NamedTuple):
    """Rows that follow each other in the order of the key, the first few of which may be the last of another piece."""

    columns: Sequence[str]
    rows: Sequence[Row]
    keys: Sequence[Row]


class Table:
    """One table or query; each piece is read in a transaction of its own, which writes nothing."""

    def __init__(self, name: str, *, url: str, key: Sequence[str], query: str | None) -> None:
        """Connects when first read.

        Raises:
            SourceError: the address of the database cannot be understood.
        """
        self.name = name
        self._engine = _engine(name, url)
        self._key = tuple(key)
        self._columns: list[ColumnElement[Any]] = [column(one) for one in key]
        self._source = _source(name, query)

    def close(self) -> None:
        """Let go of the connection."""
        self._engine.dispose()

    def check_key(self) -> None:
        """Refuse a key that is null in some row, as no comparison finds such a row.

        Raises:
            SourceError: there is such a row, or a person must do something about the database.
            DatabaseAway: it does not answer.
        """
        query = select(text("1")).select_from(self._source).where(or_(*(one.is_(None) for one in self._columns)))
        with self._reading() as connection:
            found = connection.execute(query.limit(1)).first()
        if found is not None:
            raise SourceError(
                f"{', '.join(self._key)} is null in a row of {self.name}, so it cannot tell the rows apart: name other "
                "columns as key, or leave such rows out with a SELECT"
            )

    def piece(self, last: Row | None, *, limit: int) -> Piece:
        """The rows from a key on, itself included, or the first ones.

        Raises:
            SourceError: a person must do something about the database or the declaration.
            DatabaseAway: it does not answer.
        """
        query = select(text("*")).select_from(self._source).order_by(*self._columns).limit(limit)
        if last is not None:
            query = query.where(self._not_before(last))
        with self._reading() as connection:
            result = connection.execute(query)
            columns = tuple(result.keys())
            rows = [tuple(row) for row in result.fetchall()]
        places = [self._place(name, columns) for name in self._key]
        return Piece(columns, rows, [tuple(row[place] for place in places) for row in rows])

    def _not_before(self, last: Row) -> ColumnElement[bool]:
        if len(last) > 1 and self._engine.dialect.name in _COMPARES_ROWS:
            return tuple_(*self._columns) >= tuple_(*(bindparam(None, value) for value in last))
        *earlier, (final, value) = zip(self._columns, last, strict=True)
        condition: ColumnElement[bool] = final >= value
        for one, value in reversed(earlier):
            condition = and_(one >= value, or_(one > value, condition))
        return condition

    def _place(self, name: str, columns: Sequence[str]) -> int:
        try:
            return columns.index(name)
        except ValueError:
            raise SourceError(
                f"{self.name} has no column {name}, which is declared as its key; it has {', '.join(columns)}"
            ) from None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                if self._engine.dialect.name in _KNOWS_READ_ONLY:
                    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                yield connection
        except SQLAlchemyError as problem:
            raise from_database(problem, table=self.name) from problem


def _engine(name: str, url: str) -> Engine:
    try:
        parsed = make_url(url)
        if "+" not in parsed.drivername:
            parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
        limits = _LIMITS.get(parsed.get_backend_name(), {})
        return create_engine(parsed, hide_parameters=True, pool_size=1, max_overflow=0, connect_args=limits)
    except (SQLAlchemyError, ImportError) as problem:
        raise SourceError(
            f"the address of the database of {name} cannot be used ({type(problem).__name__}); write it as "
            "mariadb://user:password@host/database or postgresql://user:password@host/database"
        ) from None


def _source(name: str, query: str | None) -> FromClause | TextClause:
    if query is not None:
        escaped = query.replace(":", r"\:")  # a colon would be the name of a parameter
        return text(f"({escaped}) watched")  # Oracle knows no AS here
    schema, _, plain = name.rpartition(".")
    return cast("FromClause", named_table(plain, schema=schema or None))
