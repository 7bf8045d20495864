"""A small export for tests: payments of persons, which later rows correct or take back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, cast

from avro_schemas.diskominfo import DataQualityFlagged
from simpul.adapters import Emission, read_codes, start_of
from simpul.adapters.files import FileDrop, Pace, TableExport
from simpul.adapters.mapping import Known, Row, Said
from simpul.events import Event
from simpul.tokens import Tokens
from tests.adapters.in_memory import Relayed

KNOWN = Known(codes=read_codes(), tokens=Tokens(b"simpul-test-key"))
COLUMNS = ("NO BAYAR", "NIK", "JUMLAH", "TGL", "STATUS")


class Paid(Event):
    """A payment."""

    event_type: ClassVar[str] = "Paid"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINSOS"
    key_fields: ClassVar[tuple[str, ...]] = ("number",)

    number: str
    nik: str
    amount: int
    paid_on: date


def payment(row: Row) -> Iterator[Said]:
    nik = row.nik("NIK")
    paid_on = row.day("TGL")
    number = row.key("NO BAYAR")
    yield row.says(
        Paid(number=number, nik=nik, amount=row.rupiah("JUMLAH"), paid_on=paid_on),
        document=number,
        occurred_at=start_of(date(2026, 7, 1)),
        registered_at=start_of(date(2026, 7, 1)),
        amended_at=start_of(paid_on),
        cancels=row.one_of("STATUS", {"": False, "BATAL": True}),
    )


PAYMENTS = TableExport(
    system=37, table="bayar", columns=COLUMNS, told_by=("NIK", "JUMLAH"), niks=("NIK",), mapping=payment
)


def cells(number: int, **others: str) -> dict[str, str]:
    """A good row."""
    good = {
        "NO BAYAR": f"B-{number}",
        "NIK": f"35081001075{number % 90_000 + 1:05}",
        "JUMLAH": "Rp 200.000",
        "TGL": "02-07-2026",
        "STATUS": "",
    }
    return good | others


def csv_of(*rows: Mapping[str, str], delimiter: str = ";") -> bytes:
    """A CSV file of these rows."""
    lines = [COLUMNS, *(tuple(row.values()) for row in rows)]
    return "".join(delimiter.join(line) + "\r\n" for line in lines).encode()


def drop(folder: Path, *, rows: int = 1_000, export: TableExport = PAYMENTS) -> FileDrop:
    """The folder as a source that ends with the last file that is there."""
    pace = Pace(batch_rows=rows, quiet_s=0, wait=False)
    return FileDrop(export, folder=folder, known=KNOWN, flagged=DataQualityFlagged, pace=pace)


def put(folder: Path, name: str, content: bytes) -> Path:
    """A file that was dropped."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def payments(relayed: Relayed) -> list[Emission]:
    """The events of the rows."""
    return [emission for emission in _all(relayed) if isinstance(emission.event, Paid)]


def numbers(relayed: Relayed) -> list[str]:
    """Of the payments that were published."""
    return [cast("Paid", emission.event).number for emission in payments(relayed)]


def reasons(relayed: Relayed) -> list[tuple[str, str]]:
    """Where something was flagged, and why."""
    flags = [emission.event.model_dump() for emission in _all(relayed) if not isinstance(emission.event, Paid)]
    return [(flag["source_ref"], flag["reason_code"]) for flag in flags]


def _all(relayed: Relayed) -> Sequence[Emission]:
    return [cast("Emission", emission) for batch in relayed.batches for emission in batch.emissions]
