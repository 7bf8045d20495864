"""SIMGAJI's draft payroll: one row a civil servant and month; a later draft corrects an earlier one."""

import re
from collections.abc import Iterator

from avro_schemas.bpkd import PayrollLinePrepared
from simpul.adapters import Setup, start_of
from simpul.adapters.files import FileDrop, TableExport
from simpul.adapters.mapping import Row, Said

SIMGAJI = 10  # id of the source system

_CODE = re.compile(r"[^\s,;]+")


def source(setup: Setup) -> FileDrop:
    """The folder of this export."""
    return FileDrop.of(PAYROLL, setup=setup)


def line(row: Row) -> Iterator[Said]:
    """What a row says; its NIP is judged first, then its month, and the rest. A line left out says nothing."""
    nip = row.nip("NIP")
    period = row.month("BULAN")
    drafted_at = start_of(row.day("TGL DRAF"))
    yield row.says(
        PayrollLinePrepared(
            nip=nip,
            period=period,
            unit=row.key("KODE SATKER"),
            gross=row.rupiah("GAJI KOTOR"),
            net=row.rupiah("GAJI BERSIH"),
            allowance_codes=_CODE.findall(row.text("TUNJANGAN")),
            family_members_count=row.count("JIWA"),
        ),
        document=f"{nip}/{period}",
        occurred_at=drafted_at,
        registered_at=drafted_at,
        amended_at=drafted_at,
    )


PAYROLL = TableExport(
    system=SIMGAJI,
    table="daftar-gaji",
    columns=("NIP", "KODE SATKER", "BULAN", "GAJI KOTOR", "GAJI BERSIH", "TUNJANGAN", "JIWA", "TGL DRAF"),
    told_by=("KODE SATKER", "BULAN", "TGL DRAF"),
    mapping=line,
)
