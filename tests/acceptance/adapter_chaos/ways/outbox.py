"""Letters in an outbox: several clerks change letters at the same time, and some of them think better of it."""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import Random

from sqlalchemy import Engine, create_engine, text

from benchmarks.ingest_sources import statements
from simpul.contracts import load_contracts, to_json
from simpul.local.databases import start_mariadb, start_postgres
from tests.acceptance.adapter_chaos.way import Count, Landed, System, counted, disordered

LETTERS = 25
ROLLED_BACK = 0.15
CONTRACT = load_contracts().latest("LetterReceived")
EXAMPLE = to_json(CONTRACT, CONTRACT.example)


class Secretariat:
    """A database with letters and an outbox; each change of a letter raises its number and puts it into the outbox."""

    def __init__(self, url: str, *, dialect: str) -> None:
        self.settings = {"SIMPUL_ORIGIN": url}
        self._engine: Engine = create_engine(url, isolation_level="READ COMMITTED", pool_size=8)
        ready = files("simpul.adapters.outbox").joinpath(f"outbox.{dialect}.sql").read_text(encoding="utf-8")
        with self._engine.begin() as database:
            for statement in statements(ready):
                database.execute(text(statement))
            database.execute(text("CREATE TABLE letters (id integer PRIMARY KEY, changes integer NOT NULL)"))
            for number in range(LETTERS):
                database.execute(text("INSERT INTO letters VALUES (:id, 0)"), {"id": number})

    def work(self, chance: Random) -> None:
        letter = chance.randrange(LETTERS)
        with self._engine.connect() as database:
            time.sleep(chance.uniform(0, 0.01))
            database.execute(text("UPDATE letters SET changes = changes + 1 WHERE id = :id"), {"id": letter})
            change = database.execute(text("SELECT changes FROM letters WHERE id = :id"), {"id": letter}).scalar_one()
            payload = EXAMPLE | {"letter_id": f"nadine:{letter}", "agenda_no": str(change)}
            database.execute(
                text(
                    "INSERT INTO outbox (aggregatetype, aggregateid, type, payload, occurred_at) "
                    "VALUES ('letter', :id, 'LetterReceived', :payload, :at)"
                ),
                {"id": str(letter), "payload": json.dumps(payload), "at": "2026-07-06 02:00:00"},
            )
            time.sleep(chance.uniform(0, 0.02))
            if chance.random() < ROLLED_BACK:
                database.rollback()
            else:
                database.commit()

    def count(self, landed: Sequence[Landed]) -> Count:
        with self._engine.connect() as database:
            changes = {int(row[0]): int(row[1]) for row in database.execute(text("SELECT id, changes FROM letters"))}
        due = [f"nadine:{letter}/{n}" for letter, most in changes.items() for n in range(1, most + 1)]
        order: dict[str, list[int]] = defaultdict(list)
        for event in landed:
            order[str(event.data["letter_id"])].append(int(str(event.data["agenda_no"])))
        found = [f"{letter}/{n}" for letter, numbers in order.items() for n in numbers]
        whole = counted(due, found, events=len(landed))
        return Count(
            events=whole.events, missing=whole.missing, duplicated=whole.duplicated, disordered=disordered(order)
        )

    def close(self) -> None:
        self._engine.dispose()


@dataclass(frozen=True)
class OutboxWay:
    """The outbox on one kind of database."""

    dialect: str
    adapter: str = "nadine"
    event_type: str = "LetterReceived"
    waits: bool = False

    @property
    def name(self) -> str:
        return f"outbox-{self.dialect}"

    @contextmanager
    def system(self, folder: Path) -> Iterator[System]:
        start = {"postgresql": start_postgres, "mariadb": start_mariadb}[self.dialect]
        with start(folder) as database:
            secretariat = Secretariat(database.url, dialect=self.dialect)
            try:
                yield secretariat
            finally:
                secretariat.close()
