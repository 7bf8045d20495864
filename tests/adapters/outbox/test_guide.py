"""What the page for departments prints does what it says."""

import os
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.ingest_sources import statements
from simpul.adapters import Emission
from simpul.contracts import decode
from simpul.sdk import Record
from tests.adapters.in_memory import Relayed
from tests.adapters.outbox.department import LETTER, Department, contracts, event_id
from tests.docs.pages import PROJECT, blocks
from tests.system_tools import needs_php

PAGE = PROJECT / "docs" / "outbox.md"
DRIVERS = {"postgresql": "pgsql", "mysql": "mysql"}


def make_letters(department: Department) -> None:
    """The department's own table."""
    department.run("CREATE TABLE letters (ref VARCHAR(40) PRIMARY KEY, village VARCHAR(13), nik CHAR(16))")


def data_of(published: Emission | Record) -> dict[str, object]:
    """The data of a record."""
    assert isinstance(published, Record)
    return {name: str(value) for name, value in decode(contracts(), published.value)[1].items()}


def run_php(script: Path, department: Department) -> "subprocess.CompletedProcess[str]":
    url = make_url(department.url)
    names = {
        "DB_DSN": f"{DRIVERS[department.backend]}:host={url.host};port={url.port};dbname={url.database}",
        "DB_USER": str(url.username),
        "DB_PASSWORD": "",
        "SIMPUL_TOKEN_KEY": "simpul-test-key",
    }
    php = needs_php(f"pdo_{DRIVERS[department.backend]}")
    return subprocess.run([php, str(script)], env=os.environ | names, capture_output=True, text=True, check=False)


async def test_the_php_program_writes_a_letter_and_its_event(department: Department, tmp_path: Path) -> None:
    [program] = blocks(PAGE, language="php")
    script = tmp_path / "letter.php"
    script.write_text(program, encoding="utf-8")
    make_letters(department)
    relayed = Relayed()

    result = run_php(script, department)
    await relayed.run(department.relay())

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert department.count("letters") == 1
    assert [data_of(published) for batch in relayed.batches for published in batch.emissions] == [LETTER]


async def test_the_php_program_writes_neither_where_one_fails(department: Department, tmp_path: Path) -> None:
    [program] = blocks(PAGE, language="php")
    script = tmp_path / "letter.php"
    script.write_text(program, encoding="utf-8")
    make_letters(department)
    department.run("DROP TABLE outbox")

    result = run_php(script, department)

    assert result.returncode != 0
    assert department.count("letters") == 0


async def test_plain_sql_writes_a_letter_and_its_event(department: Department) -> None:
    make_letters(department)
    relayed = Relayed()

    department.run(*statements(blocks(PAGE, language="sql")[1]))
    await relayed.run(department.relay())

    assert department.count("letters") == 1
    assert [batch.rows for batch in relayed.batches] == [1]
    assert len(relayed.event_ids) == 1


async def test_what_waits_and_what_was_rejected_is_seen_and_sent_again(department: Department) -> None:
    waiting, rejected, again = blocks(PAGE, language="sql")[2:]
    relayed = Relayed()
    row = department.write(payload={})

    seen = [department.run(waiting)[0][0]]
    await relayed.run(department.relay())
    seen += [len(department.run(rejected)), department.run(waiting)[0][0]]
    department.run(*statements(again))
    await relayed.run(department.relay())

    assert seen == [1, 1, 0]
    assert relayed.event_ids == [event_id(row)]
    assert department.run(rejected) == []


def test_the_relay_opens_as_the_page_says(department: Department) -> None:
    [module] = blocks(PAGE, language="python")
    names: dict[str, object] = {}
    exec(module, names)  # noqa: S102  # as printed

    opened = names["source"](department.setup())  # type: ignore[operator]  # a function of the page

    assert type(opened) is type(department.relay())
