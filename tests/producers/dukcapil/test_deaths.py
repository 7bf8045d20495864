"""The sample of the death export gives exactly what it must, and other spoilt rows are judged by the same rules."""

import re
from datetime import date
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from ruamel.yaml import YAML

from avro_schemas.diskominfo import DataQualityFlagged
from producers.dukcapil import Accepted, Deaths, read_deaths
from simpul.adapters import WIB, Place, flags, read_codes, start_of
from simpul.contracts import load_contracts, validate
from simpul.errors import SimpulError
from simpul.numbers import Verdict
from simpul.tokens import TokenDomain, Tokens

FILE = "dukcapil_kematian_2019.csv"
SAMPLE = Path(__file__).parents[3] / "producers" / "dukcapil" / "samples" / FILE
EXPECTED = Path(__file__).with_name("deaths_2019.expected.yaml")
TOKENS = Tokens(b"simpul-test-key")
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

Entry = dict[str, object]


def read(content: bytes) -> Deaths:
    return read_deaths(content, file=FILE, codes=read_codes(), tokens=TOKENS)


def file_of(*rows: dict[str, str]) -> bytes:
    return "\r\n".join([HEAD, *(";".join((GOOD | row).values()) for row in rows)]).encode()


def expected() -> dict[str, dict[int, Entry]]:
    return cast("dict[str, dict[int, Entry]]", YAML(typ="safe").load(EXPECTED))


def with_tokens(data: Entry) -> Entry:
    def value(text: object) -> object:
        match = re.fullmatch(r"token\((\w+):(.+)\)", text) if isinstance(text, str) else None
        return TOKENS.token(TokenDomain(match[1]), match[2]) if match else text

    return {name: value(text) for name, text in data.items()}


def warned(row: Accepted) -> list[str]:
    return [warning.reason.value for warning in row.warnings if warning.reason.value != "NIK_DISTRICT_UNKNOWN"]


def test_every_row_of_the_sample_becomes_what_it_must() -> None:
    deaths = read(SAMPLE.read_bytes())

    rows_by_id = {row.emission.event_id: row.row for row in deaths.accepted}
    seen = {
        row.row: {
            "event": row.emission.event.event_type,
            "occurred_at": row.emission.occurred_at,
            "registered_at": row.emission.registered_at,
            "supersedes": rows_by_id.get(cast("UUID", row.emission.supersedes)),
            "cancels": rows_by_id.get(cast("UUID", row.emission.cancels)),
            "warnings": warned(row),
            "data": row.emission.event.model_dump(),
        }
        for row in deaths.accepted
    }
    wanted = {
        number: {
            "event": entry["event"],
            "occurred_at": start_of(cast("date", entry["occurred_on"])),
            "registered_at": start_of(cast("date", entry["registered_on"])),
            "supersedes": entry.get("supersedes"),
            "cancels": entry.get("cancels"),
            "warnings": entry["warnings"],
            "data": with_tokens(cast("Entry", entry["data"])),
        }
        for number, entry in expected()["accepted"].items()
    }
    assert seen == wanted


def test_every_rejected_and_ignored_row_of_the_sample_has_its_one_reason() -> None:
    deaths = read(SAMPLE.read_bytes())

    rejected = {finding.row: {"reason": finding.reason.value, "field": finding.field} for finding in deaths.rejected}
    ignored: dict[Place, Entry] = {
        finding.row: {"reason": finding.reason.value} | ({} if finding.of is None else {"of": finding.of})
        for finding in deaths.ignored
    }
    assert (rejected, ignored) == (expected()["rejected"], expected()["ignored"])
    assert deaths.rows == len(deaths.accepted) + len(deaths.rejected) + len(deaths.ignored) == 16


def test_every_accepted_row_says_that_the_district_is_invented() -> None:
    deaths = read(SAMPLE.read_bytes())

    assert all("NIK_DISTRICT_UNKNOWN" in [warning.reason for warning in row.warnings] for row in deaths.accepted)


def test_the_events_of_the_sample_fit_their_contracts() -> None:
    contracts = load_contracts()

    for row in read(SAMPLE.read_bytes()).accepted:
        event = row.emission.event
        validate(contracts.latest(event.event_type), event.model_dump())


def test_reading_the_file_again_gives_the_same_ids() -> None:
    first, second = read(SAMPLE.read_bytes()), read(SAMPLE.read_bytes())

    ids = [row.emission.event_id for row in first.accepted]
    assert ids == [row.emission.event_id for row in second.accepted]
    assert len(set(ids)) == len(ids)


def test_each_finding_is_flagged_once_a_row_and_reason_and_holds_no_value() -> None:
    deaths = read(SAMPLE.read_bytes())

    read_at = start_of(date(2026, 7, 6))
    flagged = flags(deaths.findings, flagged=DataQualityFlagged, system=1, file=FILE, read_at=read_at)

    seen = [(flag.event.model_dump()["source_ref"], flag.event.model_dump()["reason_code"]) for flag in flagged]
    assert len(seen) == len(set(seen)) == len({flag.event_id for flag in flagged}) == 19
    assert not re.search(r"[0-9]{15}|UJI", " ".join(str(flag.event.model_dump()) for flag in flagged))
    assert {flag.system for flag in flagged} == {0}


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
def test_a_spoilt_row_is_rejected_for_the_first_thing_wrong(change: dict[str, str], reason: str, field: str) -> None:
    deaths = read(file_of(change))

    (finding,) = deaths.rejected
    assert (finding.reason.value, finding.field, finding.verdict) == (reason, field, Verdict.REJECT)
    assert not deaths.accepted


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
def test_a_doubtful_row_is_accepted_with_a_warning(change: dict[str, str], warning: str) -> None:
    deaths = read(file_of(change))

    (row,) = deaths.accepted
    assert warned(row) == [warning]


def test_a_person_without_a_family_card_is_no_mistake() -> None:
    deaths = read(file_of({"NO_KK": ""}))

    (row,) = deaths.accepted
    assert row.emission.event.model_dump()["kk_tok"] is None


def test_a_column_of_niks_that_all_end_in_0_is_damaged() -> None:
    rows = [{"NIK": f"3508990107500{n}0", "NO_AKTA": f"3508-KM-{n}"} for n in range(10, 13)]

    deaths = read(file_of(*rows))

    assert [finding.reason.value for finding in deaths.rejected] == ["NIK_EXCEL_DAMAGED"] * 3


def test_corrections_make_a_chain_and_a_cancellation_ends_it() -> None:
    deaths = read(
        file_of(
            {},
            {"TGL_MATI": "29-07-2019", "TGL_ENTRI": "05-08-2019"},
            {"TGL_MATI": "28-07-2019", "TGL_ENTRI": "05-08-2019"},
            {"STATUS": "BATAL", "TGL_ENTRI": "06-08-2019"},
            {"TGL_MATI": "27-07-2019", "TGL_ENTRI": "07-08-2019"},
        )
    )

    first, second, third, cancelled, anew = [row.emission for row in deaths.accepted]
    assert (second.supersedes, third.supersedes) == (first.event_id, second.event_id)
    assert cancelled.cancels == third.event_id
    assert anew.supersedes is None
    assert len({row.emission.event_id for row in deaths.accepted}) == 5


def test_the_cancellation_of_a_certificate_of_an_earlier_file_names_no_event() -> None:
    deaths = read(file_of({"STATUS": "BATAL", "TGL_MATI": "0", "TGL_ENTRI": "06-08-2019"}))

    (row,) = deaths.accepted
    assert (row.emission.event.event_type, row.emission.cancels) == ("CivilDocumentCancelled", None)


def test_the_same_content_in_other_print_is_a_duplicate() -> None:
    deaths = read(file_of({}, {"NO": "2", "NIK": "350899 010750 0001", "TGL_MATI": "30-7-2019", "NAMA": " Uji  Satu"}))

    (finding,) = deaths.ignored
    assert (finding.row, finding.of) == (3, 2)


def test_utf_8_is_told_from_windows_1252() -> None:
    name = "NUR\N{RIGHT SINGLE QUOTATION MARK}AINI"
    names = [
        read(file_of({"NAMA": name}).decode().encode(encoding)).accepted[0].emission.event.model_dump()["name"]
        for encoding in ("utf-8", "utf-8-sig", "windows-1252")
    ]

    assert names == [name] * 3


def test_a_file_with_another_head_is_refused_with_the_columns_it_lacks() -> None:
    with pytest.raises(SimpulError, match=r"has no column JK, .*export it again"):
        read(b"NO;NAMA\r\n1;UJI\r\n")


def test_a_day_starts_at_midnight_wib() -> None:
    assert start_of(date(2019, 8, 2)).utcoffset() == WIB.utcoffset(None)
