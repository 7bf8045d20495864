"""Nadine as the demo has it: each change of a letter and its event are written in one transaction of PostgreSQL."""

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, inspect, text

from producers.demo.origin import NADINE
from producers.demo.transaction import transaction
from simpul.adapters import Emission
from simpul.contracts import Contracts, to_json
from simpul.ids import source_event_id

LETTERS: Final = "CREATE TABLE letters (letter_id text PRIMARY KEY, last_event text NOT NULL)"
CHANGE: Final = text(
    "INSERT INTO letters VALUES (:aggregateid, :type)"
    " ON CONFLICT (letter_id) DO UPDATE SET last_event = excluded.last_event"
)
SAY: Final = text(
    "INSERT INTO outbox"
    " (id, aggregatetype, aggregateid, type, payload, occurred_at, registered_at, supersedes, cancels)"
    " VALUES (:id, 'letter', :aggregateid, :type, :payload, :occurred_at, :registered_at, :supersedes, :cancels)"
)


def set_up(url: str) -> None:
    """Make the tables of an empty database."""
    outbox = files("simpul.adapters.outbox").joinpath("outbox.postgresql.sql").read_text(encoding="utf-8")
    with transaction(url) as database:
        if not inspect(database).has_table("outbox"):
            database.execution_options(no_parameters=True).exec_driver_sql(f"{LETTERS};\n{outbox}")


def waiting(url: str) -> int:
    """How many rows are not yet on the bus."""
    with transaction(url) as database:
        return int(database.execute(text("SELECT count(*) FROM outbox")).scalar_one())


def entering(contracts: Contracts) -> Callable[[Connection, Emission], None]:
    """What the program of Nadine does in a transaction: its own row first, then the event."""

    def enter(database: Connection, emission: Emission) -> None:
        row = row_of(emission, contracts=contracts)
        database.execute(CHANGE, row)
        database.execute(SAY, row)

    return enter


def row_of(emission: Emission, *, contracts: Contracts) -> Mapping[str, object]:
    """The outbox row of an event; the day's id of the event is the row's."""
    data = emission.event.model_dump()
    contract = contracts.latest(emission.event.event_type)
    return {
        "id": emission.event_id,
        "aggregateid": data["letter_id"],
        "type": emission.event.event_type,
        "payload": json.dumps(to_json(contract, data)),
        "occurred_at": emission.occurred_at,
        "registered_at": emission.registered_at,
        "supersedes": emission.supersedes,
        "cancels": emission.cancels,
    }


def as_published(emission: Emission) -> Emission:
    """The event as it is on the bus, where an id follows from that of the row."""
    return emission._replace(
        event_id=id_on_bus(emission.event_id),
        supersedes=emission.supersedes and id_on_bus(emission.supersedes),
        cancels=emission.cancels and id_on_bus(emission.cancels),
    )


def id_on_bus(row: UUID) -> UUID:
    """The id of the event of a row."""
    return source_event_id(NADINE, table="outbox", primary_key=str(row), version=1)
