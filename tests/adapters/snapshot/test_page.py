"""The declaration of docs/pull-and-snapshot.md does what the page says."""

from pathlib import Path

from sqlalchemy import create_engine, text

from simpul.adapters.snapshot.errors import sudden_loss
from tests.adapters.in_memory import Relayed
from tests.adapters.snapshot.pbb import events, nop_of, source
from tests.docs.pages import PROJECT, blocks

PAGE = PROJECT / "docs" / "pull-and-snapshot.md"


async def test_the_declared_table_is_watched(tmp_path: Path) -> None:
    declaration, _ = blocks(PAGE, language="python")
    names: dict[str, object] = {}
    exec(declaration, names)  # noqa: S102  # the project's own page
    url = f"sqlite:///{tmp_path}/pbb.sqlite"
    engine = create_engine(url)
    relayed = Relayed()
    watching = source(url)
    watching.declared = names["TAX_OBJECTS"]  # type: ignore[assignment]  # as the page says

    for statement in (
        "CREATE TABLE objek_pajak (id INTEGER, nop TEXT, luas_bumi INTEGER, luas_bng INTEGER, njop INTEGER, nama TEXT)",
        f"INSERT INTO objek_pajak VALUES (1, '{nop_of(1)}', 1, 0, 5, 'a'), (2, '{nop_of(2)}', 1, 0, 5, 'b')",  # noqa: S608
        "UPDATE objek_pajak SET nama = 'left out'",
        "UPDATE objek_pajak SET njop = 6 WHERE id = 1",
        "DELETE FROM objek_pajak WHERE id = 2",
    ):
        with engine.begin() as connection:
            connection.execute(text(statement))
        await relayed.run(watching)
    engine.dispose()

    assert [(event.change_type, event.njop) for event in events(relayed)] == [
        ("NEW", 5),
        ("NEW", 5),
        ("UNKNOWN", 6),
        ("REMOVED", 5),
    ]


def test_the_printed_question_is_the_one_that_is_asked() -> None:
    asked = str(sudden_loss(table="objek_pajak", gone=4210, there=0))

    assert f"> {asked}\n" in PAGE.read_text(encoding="utf-8")
