"""A transaction of one of the demo's databases, whose errors are the demo's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from simpul.errors import LocalBusError


@contextmanager
def transaction(where: Engine | str) -> Iterator[Connection]:
    """A transaction that is committed at its end, on an engine or on a connection of its own to an address.

    Raises:
        LocalBusError: the database does not take part.
    """
    engine = where if isinstance(where, Engine) else create_engine(where, poolclass=NullPool)
    try:
        with engine.begin() as database:
            yield database
    except SQLAlchemyError as problem:
        raise LocalBusError(
            f"the database at {engine.url} does not take part ({type(problem).__name__}); see server.log in its folder"
        ) from problem
