"""Spoilt rows of the death export are judged by the same rules as those of its sample."""

from pathlib import Path

import pytest

from producers.dukcapil import DEATHS
from simpul.adapters.files import Judged, read_file
from simpul.numbers import Verdict
from tests.producers.dropped import KNOWN

HEAD = "NO;NO_AKTA;TGL_AKTA;NIK;NO_KK;NAMA;JK;TGL_LAHIR;TGL_MATI;TEMPAT_MATI;SHDK;KODE_KEC;KODE_DESA;STATUS;TGL_ENTRI"
GOOD = {
    "NO": "1",
    "NO_AKTA": "3508-KM-1",
    "TGL_AKTA": "02-08-2019",
    "NIK": "3508990107500001",
    "NO_KK": "3508990101100001",
    "NAMA": "UJI SATU",
    "JK": "L",
    "TGL_LAHIR": "01-07-1950",
    "TGL_MATI": "30-07-2019",
    "TEMPAT_MATI": "RUMAH",
    "SHDK": "1",
    "KODE_KEC": "10",
    "KODE_DESA": "1005",
    "STATUS": "AKTIF",
    "TGL_ENTRI": "02-08-2019",
}


def read(folder: Path, *rows: dict[str, str]) -> Judged:
    file = folder / "kematian.csv"
    file.write_bytes("\r\n".join([HEAD, *(";".join((GOOD | row).values()) for row in rows)]).encode())
    return read_file(file, export=DEATHS, known=KNOWN)


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"NIK": "35089901075000", "NO_KK": "1", "TGL_MATI": "x"}, "NIK_LENGTH", "NIK"),
        ({"NO_KK": "350899010110000", "TGL_MATI": "x"}, "KK_LENGTH", "NO_KK"),
        ({"TGL_AKTA": "31-02-2019"}, "DATE_INVALID", "TGL_AKTA"),
        ({"TGL_LAHIR": "1950"}, "DATE_INVALID", "TGL_LAHIR"),
        ({"TGL_MATI": "03-08-2019"}, "DEATH_AFTER_REGISTRATION", "TGL_MATI"),
        ({"NO_AKTA": ""}, "ID_MISSING", "NO_AKTA"),
        ({"STATUS": "DITUNDA"}, "LABEL_UNKNOWN", "STATUS"),
        ({"KODE_DESA": "9"}, "VILLAGE_UNKNOWN", "KODE_DESA"),
        ({"STATUS": "BATAL", "TGL_ENTRI": ""}, "DATE_INVALID", "TGL_ENTRI"),
    ],
)
def test_a_spoilt_row_is_rejected_for_the_first_thing_wrong(
    tmp_path: Path, change: dict[str, str], reason: str, field: str
) -> None:
    judged = read(tmp_path, change)

    [finding] = judged.rejected
    assert (finding.reason.value, finding.field, finding.verdict) == (reason, field, Verdict.REJECT)
    assert not judged.accepted


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"TEMPAT_MATI": "SAWAH"}, "LABEL_UNKNOWN"),
        ({"JK": "X"}, "LABEL_UNKNOWN"),
        ({"JK": "P"}, "NIK_DATE_MISMATCH"),
        ({"KODE_DESA": "1999"}, "VILLAGE_UNKNOWN"),
        ({"TGL_MATI": "3-7-2019"}, "LEADING_ZERO_RESTORED"),
    ],
)
def test_a_doubtful_row_is_accepted_with_a_warning(tmp_path: Path, change: dict[str, str], warning: str) -> None:
    judged = read(tmp_path, change)

    [row] = judged.accepted
    assert [finding.reason.value for finding in row.warnings] == ["NIK_DISTRICT_UNKNOWN", warning]


def test_a_person_without_a_family_card_is_no_mistake(tmp_path: Path) -> None:
    judged = read(tmp_path, {"NO_KK": ""})

    [row] = judged.accepted
    assert row.emission.event.model_dump()["kk_tok"] is None


def test_corrections_make_a_chain_and_a_cancellation_ends_it(tmp_path: Path) -> None:
    judged = read(
        tmp_path,
        {},
        {"TGL_MATI": "29-07-2019", "TGL_ENTRI": "05-08-2019"},
        {"TGL_MATI": "28-07-2019", "TGL_ENTRI": "05-08-2019"},
        {"STATUS": "BATAL", "TGL_ENTRI": "06-08-2019"},
        {"TGL_MATI": "27-07-2019", "TGL_ENTRI": "07-08-2019"},
    )

    first, second, third, cancelled, anew = [row.emission for row in judged.accepted]
    assert (second.supersedes, third.supersedes) == (first.event_id, second.event_id)
    assert cancelled.cancels == third.event_id
    assert anew.supersedes is None
    assert len({row.emission.event_id for row in judged.accepted}) == 5


def test_a_certificate_that_was_cancelled_by_mistake_can_be_entered_anew_with_the_same_content(tmp_path: Path) -> None:
    judged = read(tmp_path, {}, {"STATUS": "BATAL", "TGL_ENTRI": "06-08-2019"}, {"TGL_ENTRI": "07-08-2019"})

    assert [row.emission.event.event_type for row in judged.accepted] == [
        "DeathRegistered",
        "CivilDocumentCancelled",
        "DeathRegistered",
    ]


def test_of_a_cancelled_certificate_only_nik_number_and_day_are_read(tmp_path: Path) -> None:
    judged = read(tmp_path, {"STATUS": "BATAL", "TGL_MATI": "0", "NO_KK": "1", "KODE_DESA": ""})

    assert (len(judged.accepted), judged.rejected) == (1, [])


def test_the_same_content_in_other_print_is_a_duplicate(tmp_path: Path) -> None:
    other = {"NO": "2", "NIK": "350899 010750 0001", "TGL_MATI": "30/07/2019", "NAMA": " Uji  Satu"}

    judged = read(tmp_path, {}, other)

    [finding] = judged.ignored
    assert (finding.row, finding.of) == (3, 2)
