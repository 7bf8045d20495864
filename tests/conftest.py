"""What every test may ask for: a real Kafka of the session's own, with one broker or with three, and real databases."""

from collections.abc import Iterator

import pytest

from simpul import local
from simpul.local.databases import start_mariadb, start_postgres


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Bootstrap servers of one broker, which all tests of the session share: use topics and groups of your own."""
    data_dir = tmp_path_factory.mktemp("kafka")
    try:
        yield local.start(data_dir).bootstrap_servers
    finally:
        local.stop(data_dir)


@pytest.fixture
def three_brokers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[local.Running]:
    """Three brokers of this test's own, each of which it may kill and start again."""
    data_dir = tmp_path_factory.mktemp("three-brokers")
    try:
        yield local.start(data_dir, brokers=3)
    finally:
        local.stop(data_dir)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLAlchemy's address of a PostgreSQL, which all tests of the session share: make a database of your own."""
    with start_postgres(tmp_path_factory.mktemp("postgres")) as database:
        yield database.url


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLAlchemy's address of a MariaDB, which all tests of the session share: make a database of your own."""
    with start_mariadb(tmp_path_factory.mktemp("mariadb")) as database:
        yield database.url
