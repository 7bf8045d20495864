"""The monthly list of aid families of SIKS-NG: one row a holder and programme, of which each is an event of its own."""

from collections.abc import Iterator, Mapping
from datetime import date

from avro_schemas.dinsos import AidProgramme, AidRecipientStatusChanged, MemberStatus
from simpul.adapters import Setup, start_of
from simpul.adapters.files import FileDrop, TableExport
from simpul.adapters.mapping import Row, Said
from simpul.tokens import TokenDomain

SIKS_NG = 36  # id of the source system
PROGRAMMES: Mapping[str, AidProgramme] = {"PKH": "PKH", "BPNT": "BPNT", "SEMBAKO": "BPNT", "LOKAL": "LOCAL"}
STATUSES: Mapping[str, MemberStatus] = {"AKTIF": "ACTIVE", "BERHENTI": "STOPPED"}


def source(setup: Setup) -> FileDrop:
    """The folder of this export."""
    return FileDrop.of(AID_LIST, setup=setup)


def holder(row: Row) -> Iterator[Said]:
    """What a row says; its NIK is judged first, then its KK, and the rest."""
    nik = row.nik("NIK", born="TGL LAHIR")
    person_tok = row.token(TokenDomain.NIK, nik)
    kk = row.kk("NO KK") if row.has("NO KK") else None
    period = row.month("PERIODE")
    event = AidRecipientStatusChanged(
        person_tok=person_tok,
        nik=nik,
        nik_check="WELL_FORMED",
        birth_date=row.day("TGL LAHIR") if row.has("TGL LAHIR") else None,
        kk_tok=None if kk is None else row.token(TokenDomain.KK, kk),
        programme=row.one_of("PROGRAM", PROGRAMMES),
        status=row.one_of("STATUS", STATUSES),
        period=period,
        village_code=row.village("KODE DESA"),
        source_list_id=row.key("ID DAFTAR"),
    )
    yield row.says(
        event,
        document=f"{person_tok}/{event.programme}/{period}",
        occurred_at=start_of(date.fromisoformat(f"{period}-01")),
        registered_at=start_of(row.day("TGL DAFTAR")),
        region_code=event.village_code,
    )


AID_LIST = TableExport(
    system=SIKS_NG,
    table="penerima-bantuan",
    columns=(
        "NIK",
        "NO KK",
        "TGL LAHIR",
        "PROGRAM",
        "STATUS",
        "PERIODE",
        "KODE DESA",
        "ID DAFTAR",
        "TGL DAFTAR",
    ),
    told_by=("PROGRAM", "STATUS", "PERIODE"),
    niks=("NIK",),
    mapping=holder,
)
