"""A department with an outbox: what its program writes, and how its relays are opened."""

import json
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict, Unpack
from uuid import UUID, uuid4

from pydantic import SecretStr
from sqlalchemy import Connection, NullPool, create_engine, func, make_url, select
from sqlalchemy import table as named_table

from benchmarks.ingest_sources import statements
from simpul.adapters import Setup
from simpul.adapters.outbox import Outbox
from simpul.catalogue import Adapter, Catalogue, load_catalogue
from simpul.contracts import Contracts, load_contracts
from simpul.ids import source_event_id
from simpul.settings import Settings
from simpul.state import Buffer
from tests.adapters.in_memory import Relayed

SYSTEM = 50  # of the villages' letters
LETTER: Mapping[str, object] = {
    "letter_ref": "470/017/2026",
    "village_code": "35.08.10.1005",
    "letter_type": "DOMICILE",
    "person_tok": "t1.717ca65f7bbf9e43197efdebba9670bc",
    "issued_on": "2026-07-06",
}


class Columns(TypedDict, total=False):
    """What a row of the outbox says."""

    row: UUID
    aggregate: str
    event_type: str
    payload: object
    occurred_at: str
    registered_at: str
    supersedes: UUID | str | None
    cancels: UUID | str | None
    trace: str | None


DEFAULTS: Columns = {
    "aggregate": "1",
    "event_type": "VillageLetterIssued",
    "payload": LETTER,
    "occurred_at": "2026-07-06 09:00:00",
    "registered_at": "2026-07-06 09:15:00",
}
_SCRIPTS = {"postgresql": "outbox.postgresql.sql", "mysql": "outbox.mariadb.sql"}
_INSERT = (
    "INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, occurred_at, registered_at, supersedes, "
    "cancels, tracingspancontext) VALUES (%s, 'letter', %s, %s, %s, %s, %s, %s, %s, %s)"
)


@cache
def contracts() -> Contracts:
    return load_contracts()


@cache
def catalogue() -> Catalogue:
    return load_catalogue("topics", contracts=contracts())


def event_id(row: UUID) -> str:
    """The id of the event of a row of the outbox."""
    return str(source_event_id(SYSTEM, table="outbox", primary_key=str(row), version=1))


@dataclass(frozen=True)
class Department:
    """One database of a department."""

    url: str

    @property
    def backend(self) -> str:
        return make_url(self.url).get_backend_name()

    def make_tables(self) -> None:
        script = (files("simpul.adapters.outbox") / _SCRIPTS[self.backend]).read_text(encoding="utf-8")
        self.run(*statements(script))

    def connect(self) -> Connection:
        """A connection with a transaction of its own, to be closed."""
        return create_engine(self.url, poolclass=NullPool, isolation_level="READ COMMITTED").connect()

    def run(self, *sql: str) -> list[tuple[object, ...]]:
        """The rows that the last of these statements gives."""
        with self.connect() as connection:
            results = [connection.exec_driver_sql(statement) for statement in sql]
            rows = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
            connection.commit()
        return rows

    def count(self, table: str) -> object:
        with self.connect() as connection:
            return connection.scalar(select(func.count()).select_from(named_table(table)))

    def write(self, **columns: Unpack[Columns]) -> UUID:
        """The id of a row written in a transaction of its own."""
        with self.connect() as connection:
            row = write(connection, **columns)
            connection.commit()
        return row

    def relay(self, *, share: int = 0, shares: int = 1, once: bool = True, batch_rows: int = 10) -> Outbox:
        return Outbox(self.setup(share=share, shares=shares, once=once), batch_rows=batch_rows, poll_s=0.01)

    def setup(self, *, share: int = 0, shares: int = 1, once: bool = True) -> Setup:
        return Setup(
            settings=Settings(origin=SecretStr(self.url)),
            contracts=contracts(),
            catalogue=catalogue(),
            adapter=Adapter(name="letters", systems=(SYSTEM,), module="letters", shares=shares, doc="Letters."),
            share=share,
            once=once,
            synthetic=True,
        )


def write(connection: Connection, **columns: Unpack[Columns]) -> UUID:
    """The id of a row written in the transaction of this connection."""
    given: Columns = {**DEFAULTS, "row": uuid4(), **columns}
    payload = given["payload"]
    values = (
        str(given["row"]),
        given["aggregate"],
        given["event_type"],
        payload if isinstance(payload, str) else json.dumps(payload),
        given["occurred_at"],
        given["registered_at"],
        _text(given.get("supersedes")),
        _text(given.get("cancels")),
        given.get("trace"),
    )
    connection.exec_driver_sql(_INSERT, values)
    return given["row"]


async def publish_and_die(relayed: Relayed, source: Outbox) -> None:
    """Publish one batch, if there is one, and be killed as soon as it is committed."""
    buffer = Buffer(relayed.memory)
    async with aclosing(source.batches(buffer)) as batches:
        batch = await anext(batches, None)
        if batch is not None:
            relayed.memory.apply(buffer.changes)
            relayed.batches.append(batch)


def _text(row: UUID | str | None) -> str | None:
    return None if row is None else str(row)
