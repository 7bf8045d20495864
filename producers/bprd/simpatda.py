"""SIMPATDA's register of local taxpayers, which keeps no change times: read every hour and compared with itself."""

from datetime import datetime
from typing import Final

from avro_schemas.bprd import LocalTaxpayerRegistered, TaxType
from simpul.adapters import Setup, start_of
from simpul.adapters.mapping import Said
from simpul.adapters.snapshot import Change, SnapshotDifference, WatchedTable
from simpul.tokens import TokenDomain

SIMPATDA = 28  # id of the source system

TAXES: Final[dict[str, TaxType]] = {
    "HOTEL": "HOTEL",
    "RESTORAN": "FOOD",
    "HIBURAN": "ENTERTAINMENT",
    "PARKIR": "PARKING",
    "REKLAME": "ADVERTISING",
    "MBLB": "MBLB",
}


def source(setup: Setup) -> SnapshotDifference[LocalTaxpayerRegistered]:
    """The database of this register."""
    return SnapshotDifference.of(TAXPAYERS, setup=setup)


def taxpayer(change: Change[LocalTaxpayerRegistered]) -> Said:
    """What a row says of a taxpayer."""
    row = change.row
    tax_type = row.one_of("jenis_pajak", TAXES)
    npwpd = row.key("npwpd")
    owner = row.subject_nik("nik_pemilik")
    event = LocalTaxpayerRegistered(
        npwpd=npwpd,
        nib=row.text("nib") or None,
        tax_type=tax_type,
        owner_tok=None if owner is None else row.token(TokenDomain.NIK, owner),
        status="ACTIVE" if change.cells["aktif"] else "REVOKED",
        start_date=change.cells["tmt"],
    )
    return row.says(
        event,
        document=npwpd,
        occurred_at=start_of(event.start_date) if change.before is None else change.noticed_at,
        registered_at=change.noticed_at,
    )


def closed(last: LocalTaxpayerRegistered, _: datetime) -> LocalTaxpayerRegistered:
    """What is said of a taxpayer that is no longer in the register."""
    return last.model_copy(update={"status": "REVOKED"})


TAXPAYERS = WatchedTable(
    system=SIMPATDA,
    table="wajib_pajak",
    key=("id",),
    place="id",  # the number of a taxpayer would be personal data in a flag
    event=LocalTaxpayerRegistered,
    says=taxpayer,
    says_deleted=closed,
)
