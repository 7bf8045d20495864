"""SIM-PBB as the demo has it: its table of tax objects in MariaDB, with no outbox and no times of change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, text

from producers.demo.tax_roll import TaxObject
from producers.demo.transaction import transaction
from simpul.adapters import Emission

TABLE: Final = text(
    "CREATE TABLE IF NOT EXISTS objek_pajak ("
    "id INT NOT NULL UNIQUE, nop CHAR(18) CHARACTER SET ascii PRIMARY KEY, nik_wp CHAR(16), nama_wp VARCHAR(100),"
    " luas_bumi DECIMAL(12, 2), luas_bng DECIMAL(12, 2), njop BIGINT, no_pbg VARCHAR(40), lintang DOUBLE, bujur DOUBLE)"
)
ENTER: Final = text(
    "REPLACE INTO objek_pajak VALUES (:id, :nop, :nik_wp, :nama_wp, :luas_bumi, :luas_bng, :njop, :no_pbg, NULL, NULL)"
)


def set_up(url: str) -> None:
    """Make the table of an empty database."""
    with transaction(url) as database:
        database.execute(TABLE)


def empty(url: str) -> None:
    """Delete all rows, those that an earlier run has left."""
    with transaction(url) as database:
        database.execute(text("DELETE FROM objek_pajak"))


def fill(url: str, rows: Iterable[TaxObject]) -> None:
    """Enter these rows."""
    with transaction(url) as database:
        database.execute(ENTER, [asdict(row) for row in rows])


def remove(url: str, nops: Iterable[str]) -> None:
    """Delete these objects."""
    with transaction(url) as database:
        database.execute(text("DELETE FROM objek_pajak WHERE nop = :nop"), [{"nop": nop} for nop in nops])


def entering(rows: Mapping[UUID, TaxObject]) -> Callable[[Connection, Emission], None]:
    """What a clerk does in a transaction: overwrite a row; nobody is told."""

    def enter(database: Connection, emission: Emission) -> None:
        database.execute(ENTER, asdict(rows[emission.event_id]))

    return enter
