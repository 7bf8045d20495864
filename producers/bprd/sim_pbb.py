"""SIM-PBB's register of tax objects, which keeps no change times: read every hour and compared with itself."""

from datetime import date, datetime

from avro_schemas.bprd import PbbChange, PbbObjectChanged
from simpul.adapters import WIB, Setup
from simpul.adapters.mapping import Said
from simpul.adapters.snapshot import Change, SnapshotDifference, WatchedTable
from simpul.tokens import TokenDomain

SIM_PBB = 26  # id of the source system
BPS_VILLAGE_DIGITS = 10  # with which a NOP begins


def source(setup: Setup) -> SnapshotDifference[PbbObjectChanged]:
    """The database of this register."""
    return SnapshotDifference.of(TAX_OBJECTS, setup=setup)


def tax_object(change: Change[PbbObjectChanged]) -> Said:
    """What a row says: its NOP is judged first, then its taxpayer."""
    row, cells = change.row, change.cells
    nop = row.nop("nop")
    subject = row.subject_nik("nik_wp")
    event = PbbObjectChanged(
        nop=nop,
        subject_tok=None if subject is None else row.token(TokenDomain.NIK, subject),
        subject_name=row.text("nama_wp") or None,
        nik_check="NONE" if subject is None else "WELL_FORMED",
        land_m2=cells["luas_bumi"],
        building_m2=cells["luas_bng"],
        njop=cells["njop"],
        change_type="UNKNOWN",
        source="UNKNOWN",
        permit_no=row.text("no_pbg") or None,
        village_code_bps=nop[:BPS_VILLAGE_DIGITS],
        lat=cells["lintang"],
        lon=cells["bujur"],
        changed_on=change.noticed_at.astimezone(WIB).date(),
    )
    return row.says(
        event.model_copy(update={"change_type": what_changed(event, before=change.before)}),
        document=nop,
        occurred_at=change.noticed_at,
        registered_at=change.noticed_at,
        region_code=row.region_of_nop(nop),
    )


def what_changed(now: PbbObjectChanged, *, before: PbbObjectChanged | None) -> PbbChange:
    """The most telling of the differences: of an object that was sold and built on, its new owner."""
    if before is None or before.change_type == "REMOVED":
        return "NEW"
    if now.subject_tok != before.subject_tok:
        return "SUBJECT"
    if now.building_m2 != before.building_m2:
        return "BUILDING"
    if now.land_m2 != before.land_m2:
        return "LAND"
    return "VALUE" if now.njop != before.njop else "UNKNOWN"


def removed(last: PbbObjectChanged, noticed_at: datetime) -> PbbObjectChanged:
    """What is said of an object that is no longer in the register."""
    gone: dict[str, PbbChange | date] = {"change_type": "REMOVED", "changed_on": noticed_at.astimezone(WIB).date()}
    return last.model_copy(update=gone)


TAX_OBJECTS = WatchedTable(
    system=SIM_PBB,
    table="objek_pajak",
    key=("nop",),
    place="id",  # the number of an object would be personal data in a flag
    event=PbbObjectChanged,
    says=tax_object,
    says_deleted=removed,
)
