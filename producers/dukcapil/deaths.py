"""SIAK's death export: one row a certificate, its correction or its cancellation."""

from collections.abc import Iterator
from typing import get_args

from avro_schemas.dispendukcapil import DeathPlace, DeathRegistered, Sex
from producers.dukcapil.certificates import CANCELLED, SIAK, cancellation, certificate_no
from simpul.adapters import Setup, start_of
from simpul.adapters.files import FileDrop, TableExport
from simpul.adapters.mapping import Row, Said
from simpul.numbers import ReasonCode
from simpul.tokens import TokenDomain

HEAD_OF_FAMILY = "1"


def source(setup: Setup) -> FileDrop:
    """The folder of this export."""
    return FileDrop.of(DEATHS, setup=setup)


def death(row: Row) -> Iterator[Said]:
    """What a row says; its NIK is judged first, then its KK, its dates, and the rest."""
    nik = row.nik("NIK", born="TGL_LAHIR", sex="JK")
    if row.one_of("STATUS", CANCELLED):
        yield cancellation(row, nik=nik, document_type="DEATH")
        return
    kk = row.kk("NO_KK") if row.has("NO_KK") else None
    certified_on, birth_date, death_date = row.day("TGL_AKTA"), row.day("TGL_LAHIR"), row.day("TGL_MATI")
    entered_on = row.day("TGL_ENTRI")
    if death_date > certified_on:
        raise row.rejected(ReasonCode.DEATH_AFTER_REGISTRATION, "TGL_MATI")
    event = DeathRegistered(
        person_tok=row.token(TokenDomain.NIK, nik),
        nik=nik,
        name=row.text("NAMA"),
        sex=row.label("JK", kind="sex", among=get_args(Sex), unknown="UNKNOWN"),
        birth_date=birth_date,
        death_date=death_date,
        certificate_no=certificate_no(row),
        place_class=row.label("TEMPAT_MATI", kind="death_place", among=get_args(DeathPlace), unknown="UNKNOWN"),
        was_head_of_family=row.text("SHDK").lstrip("0") == HEAD_OF_FAMILY,
        kk_tok=None if kk is None else row.token(TokenDomain.KK, kk),
        village_code=row.village("KODE_DESA", district="KODE_KEC"),
    )
    yield row.says(
        event,
        document=event.certificate_no,
        occurred_at=start_of(death_date),
        registered_at=start_of(certified_on),
        amended_at=start_of(entered_on),
        region_code=event.village_code,
    )


DEATHS = TableExport(
    system=SIAK,
    table="kematian",
    columns=(
        "NO_AKTA",
        "TGL_AKTA",
        "NIK",
        "NO_KK",
        "NAMA",
        "JK",
        "TGL_LAHIR",
        "TGL_MATI",
        "TEMPAT_MATI",
        "SHDK",
        "KODE_KEC",
        "KODE_DESA",
        "STATUS",
        "TGL_ENTRI",
    ),
    told_by=("NIK", "NAMA", "TGL_AKTA"),
    niks=("NIK",),
    mapping=death,
)
