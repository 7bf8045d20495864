"""SIM-PBB's export of changed tax objects: one row a change, of which each is an event of its own."""

from collections.abc import Iterator
from typing import get_args

from avro_schemas.bprd import PbbChange, PbbObjectChanged, PbbSource
from simpul.adapters import Setup, start_of
from simpul.adapters.files import FileDrop, TableExport
from simpul.adapters.mapping import Row, Said
from simpul.tokens import TokenDomain

SIM_PBB = 26  # id of the source system
BPS_VILLAGE_DIGITS = 10  # with which a NOP begins


def source(setup: Setup) -> FileDrop:
    """The folder of this export."""
    return FileDrop.of(TAX_OBJECTS, setup=setup)


def change(row: Row) -> Iterator[Said]:
    """What a row says; its NOP is judged first, then its taxpayer, and the rest."""
    nop = row.nop("NOP")
    subject = row.subject_nik("NIK WP")
    changed_on = row.day("TGL PERUBAHAN")
    event = PbbObjectChanged(
        nop=nop,
        subject_tok=None if subject is None else row.token(TokenDomain.NIK, subject),
        subject_name=row.text("NAMA WP") or None,
        nik_check="NONE" if subject is None else "WELL_FORMED",
        land_m2=row.decimal("LUAS BUMI"),
        building_m2=row.decimal("LUAS BANGUNAN"),
        njop=row.rupiah("NJOP"),
        change_type=row.label("JENIS PERUBAHAN", kind="pbb_change", among=get_args(PbbChange), unknown="UNKNOWN"),
        source=row.label("SUMBER", kind="pbb_source", among=get_args(PbbSource), unknown="UNKNOWN"),
        permit_no=row.text("NO PBG") or None,
        village_code_bps=nop[:BPS_VILLAGE_DIGITS],
        lat=row.degrees("LINTANG"),
        lon=row.degrees("BUJUR"),
        changed_on=changed_on,
    )
    yield row.says(
        event,
        document=nop,
        occurred_at=start_of(changed_on),
        registered_at=start_of(changed_on),
        region_code=row.region_of_nop(nop),
    )


TAX_OBJECTS = TableExport(
    system=SIM_PBB,
    table="perubahan-objek-pbb",
    columns=(
        "NOP",
        "NIK WP",
        "NAMA WP",
        "LUAS BUMI",
        "LUAS BANGUNAN",
        "NJOP",
        "JENIS PERUBAHAN",
        "SUMBER",
        "NO PBG",
        "TGL PERUBAHAN",
        "LINTANG",
        "BUJUR",
    ),
    told_by=("NAMA WP", "JENIS PERUBAHAN", "TGL PERUBAHAN"),
    niks=("NIK WP",),
    mapping=change,
)
