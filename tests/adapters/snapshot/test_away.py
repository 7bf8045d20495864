"""A database that does not answer is waited for, and what it did not say is not taken for a loss."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from simpul.adapters.snapshot.errors import DatabaseAway, from_database
from simpul.adapters.snapshot.table import Piece, Row, Table
from simpul.errors import SourceError
from tests.adapters.in_memory import Relayed
from tests.adapters.snapshot.pbb import NOTICED, Register, events, folded, source


@dataclass
class Waits:
    """Does something instead of waiting, and notes how long it would have been."""

    instead: Callable[[], None]
    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.instead()


def breaking(monkeypatch: pytest.MonkeyPatch, *, after: int) -> Callable[[], None]:
    """Every connection is lost after so many pieces, until what is given is called."""
    whole = Table.piece
    left = [after]

    def piece(self: Table, last: Row | None, *, limit: int) -> Piece:
        if not left[0]:
            raise DatabaseAway("OperationalError")
        left[0] -= 1
        return whole(self, last, limit=limit)

    monkeypatch.setattr(Table, "piece", piece)
    return lambda: monkeypatch.setattr(Table, "piece", whole)


def cutting(register: Register) -> Callable[[], None]:
    """Ends, the first time it is called, every connection to the database but its own."""
    statements = {
        "postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        "mysql": "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()",
    }
    done: list[bool] = []

    def cut() -> None:
        if done:
            return
        done.append(True)
        with register.engine.connect() as connection:
            dialect = connection.dialect.name
            found = [row[0] for row in connection.execute(text(statements[dialect]))]
            if dialect == "mysql":
                for number in found:
                    connection.execute(text(f"KILL {number}"))
            assert found

    return cut


async def test_a_broken_round_deletes_nothing(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    register.fill(range(10))
    relayed = Relayed()
    await relayed.run(source(register.url))
    register.remove(0, 9)
    there_again = breaking(monkeypatch, after=2)
    deleted_at_the_break: list[int] = []

    def look() -> None:
        deleted_at_the_break.append(sum(event.change_type == "REMOVED" for event in events(relayed)))
        there_again()

    watching = source(register.url)
    watching.sleep = Waits(look)
    await relayed.run(watching)

    assert deleted_at_the_break == [0]
    assert folded(relayed) == register.rows()


async def test_what_was_said_before_the_break_is_not_said_again(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.fill(range(10))
    relayed = Relayed()
    watching = source(register.url)
    watching.sleep = Waits(breaking(monkeypatch, after=2))

    await relayed.run(watching)

    assert len(relayed.event_ids) == len(set(relayed.event_ids)) == 10


async def test_each_wait_is_longer_up_to_a_minute(
    register: Register, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    there_again = breaking(monkeypatch, after=0)
    waits = Waits(lambda: there_again() if len(waits.seconds) == 8 else None)
    watching = source(register.url)
    watching.sleep = waits

    await Relayed().run(watching)

    assert waits.seconds == [1, 2, 4, 8, 16, 32, 60, 60]
    assert "the database of pbb_objek (system 26) does not answer" in caplog.text


@pytest.mark.parametrize("register", ["postgres", "mariadb"], indirect=True)
async def test_a_connection_that_the_server_cuts_is_made_again(register: Register) -> None:
    register.fill(range(10))
    relayed = Relayed()
    watching = source(register.url)
    watching.sleep = waits = Waits(lambda: None)
    cut = cutting(register)

    def between_two_pieces() -> datetime:
        cut()
        return NOTICED

    watching.now = between_two_pieces

    await relayed.run(watching)

    assert waits.seconds == [1]
    assert folded(relayed) == register.rows()


def test_a_server_that_is_starting_is_waited_for() -> None:
    starting = OperationalError("SELECT 1", None, Exception("the database system is starting up"))

    assert isinstance(from_database(starting, table="pbb_objek"), DatabaseAway)


@pytest.mark.parametrize("code", [1045, 1054, 1142])
def test_what_will_not_mend_itself_is_for_a_person(code: int) -> None:
    refused = OperationalError("SELECT 1", None, Exception(code, "Access denied"))

    assert isinstance(from_database(refused, table="pbb_objek"), SourceError)
