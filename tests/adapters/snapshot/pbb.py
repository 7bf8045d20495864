"""A table of tax objects that knows no change times, and what its rows mean."""

from collections.abc import Iterable
from datetime import UTC, datetime

from pydantic import SecretStr
from sqlalchemy import Engine, create_engine, text

from avro_schemas.bprd import PbbObjectChanged
from avro_schemas.diskominfo import DataQualityFlagged
from simpul.adapters import Batch, Emission, read_codes
from simpul.adapters.mapping import Known, Said
from simpul.adapters.rows import Reading
from simpul.adapters.snapshot import Change, SnapshotDifference, WatchedTable
from simpul.contracts import load_contracts
from simpul.tokens import Tokens
from tests.adapters.in_memory import Relayed

PBB = 26
READING = Reading(
    known=Known(codes=read_codes(), tokens=Tokens(b"simpul-test-key")),
    contracts=load_contracts(),
    flagged=DataQualityFlagged,
)
DISTRICT = "35.08.10"
NOTICED = datetime(2026, 7, 6, 2, tzinfo=UTC)
BLOCK = "3508060003999"  # 999 is the block of test objects


def nop_of(number: int) -> str:
    """The tax-object number of a test object."""
    return f"{BLOCK}{number:04d}0"


def says(change: Change[PbbObjectChanged]) -> Said:
    """What a tax object is; one without value cannot be said."""
    cells, before, at = change.cells, change.before, change.noticed_at
    land_m2 = float(str(cells["land_m2"]))
    event = PbbObjectChanged(
        nop=str(cells["nop"]),
        nik_check="NONE",
        land_m2=land_m2,
        building_m2=0.0,
        njop=change.row.rupiah("njop"),
        change_type="NEW" if before is None else "LAND" if before.land_m2 != land_m2 else "VALUE",
        source="UNKNOWN",
        village_code_bps=str(cells["nop"])[:10],
        changed_on=at.date(),
    )
    return change.row.says(event, document=event.nop, occurred_at=at, registered_at=at, region_code=DISTRICT)


def says_deleted(last: PbbObjectChanged, noticed_at: datetime) -> PbbObjectChanged:
    """What a tax object was, removed."""
    return last.model_copy(update={"change_type": "REMOVED", "changed_on": noticed_at.date()})


OBJECTS = WatchedTable(
    system=PBB,
    table="pbb_objek",
    key=("id",),
    place="id",
    event=PbbObjectChanged,
    says=says,
    says_deleted=says_deleted,
)


class Register:
    """The table in a database, as the department changes it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = create_engine(url)

    def create(self) -> None:
        """Make the table anew."""
        self.run("DROP TABLE IF EXISTS pbb_objek")
        self.run("CREATE TABLE pbb_objek (id INTEGER PRIMARY KEY, nop VARCHAR(18), land_m2 INTEGER, njop INTEGER)")

    def put(self, number: int, *, njop: int | None = 1_000, land_m2: int = 100) -> None:
        """Write an object, new or not."""
        self.fill([number], njop=njop, land_m2=land_m2)

    def fill(self, numbers: Iterable[int], *, njop: int | None = 1_000, land_m2: int = 100) -> None:
        """Write many objects."""
        rows = [{"id": one, "nop": nop_of(one), "land_m2": land_m2, "njop": njop} for one in numbers]
        with self.engine.begin() as connection:
            connection.execute(text("DELETE FROM pbb_objek WHERE id = :id"), rows)
            connection.execute(
                text("INSERT INTO pbb_objek (id, nop, land_m2, njop) VALUES (:id, :nop, :land_m2, :njop)"), rows
            )

    def remove(self, *numbers: int) -> None:
        """Delete objects."""
        for number in numbers:
            self.run("DELETE FROM pbb_objek WHERE id = :id", {"id": number})

    def rows(self) -> dict[str, int]:
        """The value of each object by its number."""
        with self.engine.connect() as connection:
            return {row.nop: row.njop for row in connection.execute(text("SELECT nop, njop FROM pbb_objek"))}

    def run(self, statement: str, values: dict[str, object] | None = None) -> None:
        """Run a statement and commit it."""
        with self.engine.begin() as connection:
            connection.execute(text(statement), values or {})


def source(url: str, *, accept_deletions: bool = False, piece: int = 3) -> SnapshotDifference[PbbObjectChanged]:
    """The way in to the table, for one round."""
    return SnapshotDifference(
        declared=OBJECTS,
        url=SecretStr(url),
        reading=READING,
        once=True,
        accept_deletions=accept_deletions,
        piece=piece,
        now=lambda: NOTICED,
    )


def events(relayed: Relayed) -> list[PbbObjectChanged]:
    """What was said of tax objects."""
    return [event for batch in relayed.batches for event in _of(batch) if isinstance(event, PbbObjectChanged)]


def ids(relayed: Relayed) -> list[str]:
    """The ids of what was said of tax objects."""
    emissions = [one for batch in relayed.batches for one in batch.emissions if isinstance(one, Emission)]
    return [str(one.event_id) for one in emissions if isinstance(one.event, PbbObjectChanged)]


def flagged(relayed: Relayed) -> list[DataQualityFlagged]:
    """What was said of rows that are no tax objects."""
    return [event for batch in relayed.batches for event in _of(batch) if isinstance(event, DataQualityFlagged)]


def said(relayed: Relayed) -> list[tuple[str, str, int]]:
    """The kind of change, the object's last four digits and its value, of every event."""
    return [(event.change_type, event.nop[13:17], event.njop) for event in events(relayed)]


def folded(relayed: Relayed) -> dict[str, int]:
    """The table as one knows it who has only the events."""
    table: dict[str, int] = {}
    for event in events(relayed):
        if event.change_type == "REMOVED":
            del table[event.nop]
        else:
            table[event.nop] = event.njop
    return table


def _of(batch: Batch) -> list[object]:
    return [emission.event for emission in batch.emissions if isinstance(emission, Emission)]
