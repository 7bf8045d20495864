"""A database that is away comes back, and nobody need do anything; without rights somebody must."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from benchmarks.ingest_sources import statements
from simpul.adapters.outbox import source as source_module
from simpul.errors import SourceError
from simpul.local.databases import Database, make_database, start_mariadb, start_postgres
from tests.adapters.in_memory import Relayed
from tests.adapters.outbox.department import Department, event_id
from tests.docs.pages import PROJECT, blocks

ACCOUNTS = {
    "postgresql": "CREATE ROLE simpul_relay LOGIN PASSWORD 'secret'",
    "mysql": "CREATE USER simpul_relay IDENTIFIED BY 'secret'",
}


@pytest.mark.parametrize("start", [start_postgres, start_mariadb], ids=["postgres", "mariadb"])
async def test_a_relay_outlives_a_restart_of_the_database(
    start: Callable[[Path], Database],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(source_module, "FIRST_PAUSE_S", 0.05)
    relayed = Relayed()
    with start(tmp_path) as server:
        department = Department(make_database(server.url, name="letters"))
        department.make_tables()
        rows = [department.write()]
        at_work = asyncio.ensure_future(relayed.run(department.relay(once=False), batches=2))
        await _until(lambda: len(relayed.batches) == 1)
        await asyncio.to_thread(server.kill)
        await _until(lambda: "its database does not answer" in caplog.text)
        await asyncio.to_thread(start, tmp_path)
        rows.append(department.write())
        await _until(lambda: len(relayed.batches) == 2)
        at_work.cancel()
        await asyncio.gather(at_work, return_exceptions=True)

    assert relayed.event_ids == [event_id(row) for row in rows]
    assert "nothing is lost" in caplog.text


async def test_the_relay_needs_no_more_rights_than_the_guide_says(department: Department) -> None:
    relayed = Relayed()
    url = make_url(department.url)
    name = f"relay_{url.database}"
    grants = statements(blocks(PROJECT / "docs" / "outbox.md", language="sql")[0])
    account = [statement.replace("simpul_relay", name) for statement in (ACCOUNTS[department.backend], *grants)]
    department.run(*account)
    department.write(payload={})
    rows = [department.write() for _ in range(12)]
    as_relay = url.set(username=name, password="secret")

    await relayed.run(Department(as_relay.render_as_string(hide_password=False)).relay())

    assert relayed.event_ids == [event_id(row) for row in rows]
    assert (department.count("outbox"), department.count("outbox_rejected")) == (0, 1)


async def test_without_tables_the_error_says_what_to_run(department: Department) -> None:
    department.run("DROP TABLE outbox")

    with pytest.raises(SourceError, match=r"system 50 cannot be read .*make its tables with the ready SQL"):
        await Relayed().run(department.relay())


@pytest.mark.parametrize("part", ["database", "username"])
async def test_without_access_the_error_asks_for_a_person(department: Department, part: str) -> None:
    url = make_url(department.url)
    elsewhere = url.set(database="nobody_knows") if part == "database" else url.set(username="nobody_knows")

    with pytest.raises(SourceError, match=r"cannot be read \(OperationalError: .*nobody_knows"):
        await Relayed().run(Department(elsewhere.render_as_string(hide_password=False)).relay())


async def _until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not there():  # noqa: ASYNC110  # nobody could set an event
            await asyncio.sleep(0.01)
