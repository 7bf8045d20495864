"""What a table must be to be walked through, and in which order that is done."""

from dataclasses import replace

import pytest

from simpul.adapters.snapshot.table import Table
from simpul.adapters.snapshot.walk import walk
from simpul.errors import SourceError
from tests.adapters.in_memory import Relayed
from tests.adapters.snapshot.pbb import OBJECTS, Register, source

WORDS = "kata"


async def walked(register: Register, *key: str, query: str | None = None, rows: int = 2) -> list[tuple[object, ...]]:
    """The keys of the table of words, as they are met."""
    table = Table(WORDS, url=register.url, key=key, query=query)
    try:
        return [key for step in [step async for step in walk(table, rows=rows)] for key, _ in step.rows]
    finally:
        table.close()


def words(register: Register, *rows: tuple[int | None, str], kind: str = "VARCHAR(20)") -> None:
    """Fill the table of words."""
    register.run(f"DROP TABLE IF EXISTS {WORDS}")
    register.run(f"CREATE TABLE {WORDS} (n INTEGER, word {kind})")
    for n, word in rows:
        register.run(f"INSERT INTO {WORDS} VALUES (:n, :word)", {"n": n, "word": word})  # noqa: S608  # a constant


@pytest.mark.parametrize("rows", [1, 2, 3, 100])
async def test_a_key_of_two_columns_is_walked_in_order(register: Register, rows: int) -> None:
    pairs = [(n, word) for n in range(4) for word in ("a", "b", "c|", "d")]
    words(register, *reversed(pairs))

    assert await walked(register, "n", "word", rows=rows) == pairs


@pytest.mark.parametrize("rows", [1, 2, 3])
async def test_keys_that_differ_only_by_case_are_all_met(register: Register, rows: int) -> None:
    case_blind = " COLLATE utf8mb4_general_ci" if register.engine.dialect.name == "mysql" else ""
    spelt = ["a", "A", "b", "B", "aa", "Aa", "AA"]
    words(register, *enumerate(spelt), kind=f"VARCHAR(20){case_blind}")

    met = await walked(register, "word", rows=rows + 2)

    assert {word for (word,) in met} == set(spelt)


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
async def test_a_key_of_two_rows_is_refused(register: Register, rows: int) -> None:
    words(register, (1, "a"), (2, "b"), (2, "c"), (3, "d"))

    with pytest.raises(SourceError, match="the key declared for kata does not tell its rows apart"):
        await walked(register, "n", rows=rows)


async def test_a_key_that_is_null_is_refused(register: Register) -> None:
    words(register, (1, "a"), (None, "b"))
    nullable = source(register.url)
    nullable.declared = replace(OBJECTS, table=WORDS, key=("n",))

    with pytest.raises(SourceError, match="n is null in a row of kata"):
        await Relayed().run(nullable)


async def test_a_column_that_is_missing_is_named(register: Register) -> None:
    missing = source(register.url)
    missing.declared = replace(OBJECTS, key=("nomor",))

    with pytest.raises(SourceError, match=r"pbb_objek.*nomor"):
        await Relayed().run(missing)


async def test_a_column_by_which_people_find_a_row_must_be_there(register: Register) -> None:
    register.create()
    register.put(1)
    nowhere = source(register.url)
    nowhere.declared = replace(OBJECTS, place="nomor")

    with pytest.raises(SourceError, match="pbb_objek has no column nomor, by which people are to find a row"):
        await Relayed().run(nowhere)


async def test_a_table_that_is_missing_is_named(register: Register) -> None:
    register.run("DROP TABLE pbb_objek")

    with pytest.raises(SourceError, match="pbb_objek cannot be read"):
        await Relayed().run(source(register.url))


@pytest.mark.parametrize("register", ["postgres", "mariadb"], indirect=True)  # SQLite has no passwords
async def test_a_wrong_password_is_for_a_person(register: Register) -> None:
    wrong = register.engine.url.set(username="nobody", password="wrong")

    with pytest.raises(SourceError, match="pbb_objek cannot be read") as refused:
        await Relayed().run(source(wrong.render_as_string(hide_password=False)))

    assert "wrong" not in str(refused.value)


async def test_an_address_that_names_no_driver_is_refused() -> None:
    with pytest.raises(SourceError, match="the address of the database of pbb_objek cannot be used"):
        await Relayed().run(source("dbase://somewhere"))


@pytest.mark.parametrize("register", ["postgres"], indirect=True)  # the only one that can write within a SELECT
async def test_a_select_that_writes_is_refused(register: Register) -> None:
    register.put(1)
    register.run("CREATE OR REPLACE FUNCTION wipe() RETURNS bigint LANGUAGE sql AS 'DELETE FROM pbb_objek RETURNING 1'")
    writing = source(register.url)
    writing.declared = replace(OBJECTS, select="SELECT wipe() AS id")

    with pytest.raises(SourceError, match="read-only"):
        await Relayed().run(writing)

    assert len(register.rows()) == 1
