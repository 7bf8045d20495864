"""MAGMA's warnings of volcanoes and mud flows, asked page by page of the national service."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, get_args

from avro_schemas.bpbd import Certainty, HazardAlertRaised, HazardKind, HazardLevel
from simpul.adapters import Setup
from simpul.adapters.mapping import Row, Said
from simpul.adapters.pull import NextLink, Pull, PulledPages

MAGMA = 62  # id of the source system

CERTAINTIES: Final[dict[str, Certainty]] = {
    "TERAMATI": "OBSERVED",
    "SANGAT MUNGKIN": "LIKELY",
    "MUNGKIN": "POSSIBLE",
    "": "UNKNOWN",
}


def source(setup: Setup) -> Pull:
    """The national service at this address."""
    return Pull.of(WARNINGS, setup=setup)


def warning(row: Row) -> Iterator[Said]:
    """What a warning says."""
    issued_at = row.instant("diterbitkan")
    event = HazardAlertRaised(
        alert_id=f"MAGMA-{row.key('id')}",
        hazard=row.label("jenis", kind="hazard_kind", among=get_args(HazardKind), unknown="UNKNOWN"),
        level=row.label("tingkat", kind="hazard_level", among=get_args(HazardLevel), unknown="UNKNOWN"),
        source="PVMBG",
        village_codes=sorted(place.village("kode") for place in row.parts("desa")),
        zone_polygon=None,
        river=row.text("sungai") or None,
        advice=row.key("rekomendasi"),
        certainty=row.one_of("kepastian", CERTAINTIES),
        valid_until=row.instant("berlaku_sampai"),
        replaces=f"MAGMA-{row.text('menggantikan')}" if row.has("menggantikan") else None,
    )
    yield row.says(event, document=event.alert_id, occurred_at=issued_at, registered_at=issued_at)


WARNINGS = PulledPages(
    system=MAGMA,
    table="peringatan",
    items="data",
    key=("id",),
    place="id",
    says=warning,
    paging=NextLink(field="berikutnya"),
    every=timedelta(seconds=15),
)
