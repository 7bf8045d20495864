"""SIAK's birth export: one row a certificate, its correction or its cancellation."""

from collections.abc import Iterator
from typing import get_args

from avro_schemas.dispendukcapil import BirthRegistered, Sex
from producers.dukcapil.certificates import CANCELLED, SIAK, cancellation, certificate_no
from simpul.adapters import Setup, start_of
from simpul.adapters.files import FileDrop, TableExport
from simpul.adapters.mapping import Row, Said
from simpul.tokens import TokenDomain


def source(setup: Setup) -> FileDrop:
    """The folder of this export."""
    return FileDrop.of(BIRTHS, setup=setup)


def birth(row: Row) -> Iterator[Said]:
    """What a row says; the child's NIK is judged first, then its KK, its dates, and the rest."""
    nik = row.nik("NIK_ANAK", born="TGL_LAHIR", sex="JK")
    if row.one_of("STATUS", CANCELLED):
        yield cancellation(row, nik=nik, document_type="BIRTH")
        return
    kk = row.kk("NO_KK")
    certified_on, birth_date, entered_on = row.day("TGL_AKTA"), row.day("TGL_LAHIR"), row.day("TGL_ENTRI")
    mother_tok = _parent(row, "NIK_IBU")
    order = row.count("KEMBAR_KE") if row.has("KEMBAR_KE") else 1
    name = row.key("NAMA_ANAK")
    event = BirthRegistered(
        child_tok=row.token(TokenDomain.NIK, nik),
        child_nik=nik,
        child_name=name,
        child_first_name=name.split()[0],
        sex=row.label("JK", kind="sex", among=get_args(Sex), unknown="UNKNOWN"),
        birth_date=birth_date,
        birth_place=row.text("TEMPAT_LAHIR") or None,
        birth_order=order,
        certificate_no=certificate_no(row),
        mother_tok=mother_tok,
        father_tok=_parent(row, "NIK_AYAH"),
        kk_tok=row.token(TokenDomain.KK, kk),
        birth_key=None if mother_tok is None else f"{mother_tok}/{birth_date}/{order}",
        facility_code=row.text("KODE_FASKES") or None,
        village_code=row.village("KODE_DESA", district="KODE_KEC"),
    )
    yield row.says(
        event,
        document=event.certificate_no,
        occurred_at=start_of(birth_date),
        registered_at=start_of(certified_on),
        amended_at=start_of(entered_on),
        region_code=event.village_code,
    )


def _parent(row: Row, column: str) -> str | None:
    """A parent without NIK is no mistake; one with a wrong NIK is left out and looked at."""
    nik = row.subject_nik(column) if row.has(column) else None
    return None if nik is None else row.token(TokenDomain.NIK, nik)


BIRTHS = TableExport(
    system=SIAK,
    table="kelahiran",
    columns=(
        "NO_AKTA",
        "TGL_AKTA",
        "NIK_ANAK",
        "NAMA_ANAK",
        "JK",
        "TGL_LAHIR",
        "TEMPAT_LAHIR",
        "KEMBAR_KE",
        "NIK_IBU",
        "NIK_AYAH",
        "NO_KK",
        "KODE_FASKES",
        "KODE_KEC",
        "KODE_DESA",
        "STATUS",
        "TGL_ENTRI",
    ),
    told_by=("NIK_ANAK", "NAMA_ANAK", "TGL_AKTA"),
    niks=("NIK_ANAK", "NIK_IBU", "NIK_AYAH"),
    mapping=birth,
)
