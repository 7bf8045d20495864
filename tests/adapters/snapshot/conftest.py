"""The databases that a table is watched in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.adapters.snapshot.pbb import Register

DATABASE = "snapshot_tests"


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Register]:
    """An empty table."""
    file = f"sqlite:///{tmp_path}/pbb.sqlite"
    opened = Register(file if request.param == "sqlite" else of_own(request.getfixturevalue(request.param)))
    opened.create()
    yield opened
    opened.engine.dispose()


def of_own(server: str) -> str:
    """The address of an empty database on a server."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE}"))
        connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    engine.dispose()
    return make_url(server).set(database=DATABASE).render_as_string(hide_password=False)
