"""A row is read cell by cell: the first thing wrong ends it, and everything doubtful is told once."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from simpul.adapters import read_codes
from simpul.adapters.mapping import Known, Rejected, Row
from simpul.numbers import ReasonCode, Verdict
from simpul.tokens import TokenDomain, Tokens

KNOWN = Known(codes=read_codes(), tokens=Tokens(b"simpul-test-key"), damaged=frozenset({"CUT"}))
NIK = "3508101207550001"  # a district that exists
SEXES = ("MALE", "FEMALE", "UNKNOWN")


def row(cells: Mapping[str, object]) -> Row:
    return Row(cells, place=7, known=KNOWN)


def warned(read: Row) -> list[tuple[str, str | None]]:
    return [(warning.reason.value, warning.field) for warning in read.warnings]


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (lambda r: r.key("A"), " ", "ID_MISSING"),
        (lambda r: r.nik("A"), "", "NIK_MISSING"),
        (lambda r: r.nik("A"), "3,50899E+15", "NIK_EXCEL_DAMAGED"),
        (lambda r: r.kk("A"), "350810010110000", "KK_LENGTH"),
        (lambda r: r.nip("A"), "131234567", "NIP_OLD_FORMAT"),
        (lambda r: r.nop("A"), "35.07.060.003.999-0047.0", "NOP_PREFIX"),
        (lambda r: r.day("A"), "31-02-2019", "DATE_INVALID"),
        (lambda r: r.instant("A"), "0000-00-00 00:00:00", "DATE_INVALID"),
        (lambda r: r.month("A"), "2026", "DATE_INVALID"),
        (lambda r: r.rupiah("A"), "Rp 10,50", "MONEY_FRACTION"),
        (lambda r: r.decimal("A"), "150.5", "LABEL_UNKNOWN"),
        (lambda r: r.count("A"), "1,5", "LABEL_UNKNOWN"),
        (lambda r: r.count("A"), "3.000.000.000", "LABEL_UNKNOWN"),
        (lambda r: r.one_of("A", {"AKTIF": True}), "DITUNDA", "LABEL_UNKNOWN"),
        (lambda r: r.village("A"), "Jogotrunan", "VILLAGE_UNKNOWN"),
    ],
)
def test_what_cannot_be_read_rejects_the_row(read: Callable[[Row], object], text: str, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        read(row({"A": text}))

    finding = caught.value.finding
    assert (finding.reason.value, finding.verdict, finding.field, finding.row) == (reason, Verdict.REJECT, "A", 7)
    assert text.strip() == "" or text not in str(caught.value)


@pytest.mark.parametrize(
    ("read", "cell", "number"),
    [
        (lambda r: r.decimal("A"), 72.5, 72.5),
        (lambda r: r.decimal("A"), Decimal("150.50"), 150.5),
        (lambda r: r.count("A"), 3, 3),
        (lambda r: r.rupiah("A"), 750_000.0, 750_000),
        (lambda r: r.rupiah("A"), 1_000, 1_000),
    ],
)
def test_a_cell_that_is_a_number_is_taken_as_it_is(read: Callable[[Row], object], cell: object, number: float) -> None:
    assert read(row({"A": cell})) == number


@pytest.mark.parametrize(
    ("read", "cell", "reason"),
    [
        (lambda r: r.rupiah("A"), 10.5, "MONEY_FRACTION"),
        (lambda r: r.count("A"), 1.5, "LABEL_UNKNOWN"),
        (lambda r: r.decimal("A"), float("nan"), "LABEL_UNKNOWN"),
        (lambda r: r.count("A"), True, "LABEL_UNKNOWN"),
    ],
)
def test_a_cell_that_is_a_wrong_number_rejects_the_row(
    read: Callable[[Row], object], cell: object, reason: str
) -> None:
    with pytest.raises(Rejected) as caught:
        read(row({"A": cell}))

    assert caught.value.finding.reason.value == reason


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (lambda r: r.nik("A"), "3508990107500001", "NIK_DISTRICT_UNKNOWN"),
        (lambda r: r.kk("A"), "3508995503480012", "KK_LOOKS_LIKE_NIK"),
        (lambda r: r.nop("A"), "350810000299990045", "NOP_MARK_UNKNOWN"),
        (lambda r: r.day("A"), "5-8-2019", "LEADING_ZERO_RESTORED"),
        (lambda r: r.day("A"), "43830", "DATE_EXCEL_SERIAL"),
        (lambda r: r.village("A"), "35.08.10.1999", "VILLAGE_UNKNOWN"),
        (lambda r: r.district("A"), "2", "LEADING_ZERO_RESTORED"),
        (lambda r: r.degrees("A"), "selatan", "LABEL_UNKNOWN"),
        (lambda r: r.subject_nik("A"), "", "SUBJECT_WITHOUT_NIK"),
        (lambda r: r.subject_nik("A"), "123", "SUBJECT_NIK_INVALID"),
        (lambda r: r.label("A", kind="sex", among=SEXES, unknown="UNKNOWN"), "X", "LABEL_UNKNOWN"),
    ],
)
def test_what_is_doubtful_is_taken_with_a_warning(read: Callable[[Row], object], text: str, reason: str) -> None:
    doubtful = row({"A": text})

    read(doubtful)

    assert warned(doubtful) == [(reason, "A")]


def test_a_good_row_has_no_warnings() -> None:
    good = row({"NIK": "35 0810 120755-0001", "LAHIR": "12-07-1955", "JK": "L", "DESA": "3508101005", "NAMA": " UJI "})

    assert good.nik("NIK", born="LAHIR", sex="JK") == NIK
    assert good.label("JK", kind="sex", among=SEXES, unknown="UNKNOWN") == "MALE"
    assert good.village("DESA") == "35.08.10.1005"
    assert good.text("NAMA") == "UJI"
    assert good.warnings == ()


def test_the_record_of_a_person_is_compared_with_the_nik() -> None:
    other = row({"NIK": NIK, "LAHIR": "13-07-1955", "JK": "L"})

    other.nik("NIK", born="LAHIR", sex="JK")

    assert warned(other) == [("NIK_DATE_MISMATCH", "NIK")]


def test_a_nik_of_a_damaged_column_is_rejected() -> None:
    with pytest.raises(Rejected, match=ReasonCode.NIK_EXCEL_DAMAGED):
        row({"CUT": NIK}).nik("CUT")


def test_a_reason_is_told_once_for_its_first_column() -> None:
    days = row({"A": "5-8-2019", "B": "6-8-2019"})

    days.day("A")
    days.day("B")

    assert warned(days) == [("LEADING_ZERO_RESTORED", "A")]


def test_an_empty_label_is_unknown_without_a_warning() -> None:
    empty = row({"A": None})

    assert empty.label("A", kind="sex", among=SEXES, unknown="UNKNOWN") == "UNKNOWN"
    assert empty.warnings == ()


@pytest.mark.parametrize("label", ["P", "Perempuan", " perempuan "])
def test_a_label_is_known_by_its_code_or_its_words(label: str) -> None:
    assert row({"A": label}).label("A", kind="sex", among=SEXES, unknown="UNKNOWN") == "FEMALE"


@pytest.mark.parametrize(("nop", "district"), [("350806000399900450", "35.08.10"), ("350899900199990030", "35.08")])
def test_a_tax_object_lies_where_the_bridge_of_codes_says(nop: str, district: str) -> None:
    assert row({}).region_of_nop(nop) == district


@pytest.mark.parametrize("district", ["2", "02", "35.08.02"])
def test_a_village_may_be_told_with_its_district_in_another_column(district: str) -> None:
    assert row({"DESA": "2006", "KEC": district}).village("DESA", district="KEC") == "35.08.02.2006"


def test_the_parts_of_a_record_have_places_and_warnings_of_their_own() -> None:
    record = Row({"id": 5, "parts": [{"a": "43830"}, 3, {"a": "x"}], "none": None}, place="data[0]", known=KNOWN)

    first, second = record.parts("parts")
    first.day("a")

    assert (record.key("id"), first.place, second.place) == ("5", "data[0].parts[0]", "data[0].parts[2]")
    assert (warned(first), warned(record)) == ([("DATE_EXCEL_SERIAL", "a")], [])
    assert record.parts("none") == record.parts("missing") == []
    assert record.part("none").text("a") == ""
    assert not record.has("parts")


def test_letters_that_cannot_be_written_are_replaced() -> None:
    assert row({"A": "UJI\ud800"}).text("A") == "UJI\N{REPLACEMENT CHARACTER}"


def test_a_person_is_known_by_a_token() -> None:
    assert row({}).token(TokenDomain.NIK, "3508990107500001") == "t1.717ca65f7bbf9e43197efdebba9670bc"


def test_neither_a_row_nor_its_rejection_shows_a_cell() -> None:
    read = row({"A": NIK})

    assert repr(read) == "Row(7)"
    assert NIK not in repr(KNOWN)
