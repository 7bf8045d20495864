"""A department with an empty outbox, on each kind of database."""

import secrets

import pytest

from simpul.local.databases import make_database
from tests.adapters.outbox.department import Department


@pytest.fixture(params=["postgres", "mariadb"])
def department(request: pytest.FixtureRequest) -> Department:
    server: str = request.getfixturevalue(request.param)
    department = Department(make_database(server, name=f"outbox_{secrets.token_hex(4)}"))
    department.make_tables()
    return department
