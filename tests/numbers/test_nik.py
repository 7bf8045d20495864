"""The NIK check."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.numbers import Checked, ReasonCode, check_nik, nik_birth_dates, nik_column_damaged, nik_sex

DISTRICTS = frozenset({"350810", "350802", "350899"})
ACCEPTED = "3508990107500001"

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))
serials = st.integers(1, 9999)
print_marks = st.sampled_from(["", " ", ".", "-", "\u00a0"])


def nik_of(day: date, *, sex: str = "MALE", serial: int = 1, district: str = "350899") -> str:
    """The NIK of somebody born that day."""
    shown = day.day + (40 if sex == "FEMALE" else 0)
    return f"{district}{shown:02d}{day.month:02d}{day.year % 100:02d}{serial:04d}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", ReasonCode.NIK_MISSING),
        (" - ", ReasonCode.NIK_MISSING),
        ("350899120755001", ReasonCode.NIK_LENGTH),
        ("35089901075000011", ReasonCode.NIK_LENGTH),
        ("3508990107500O01", ReasonCode.NIK_LENGTH),
        ("٣٥٠٨٩٩٠١٠٧٥٠٠٠٠١", ReasonCode.NIK_LENGTH),
        ("3,50899E+15", ReasonCode.NIK_EXCEL_DAMAGED),
        ("3.50899E+15", ReasonCode.NIK_EXCEL_DAMAGED),
        ("3,50899e15", ReasonCode.NIK_EXCEL_DAMAGED),
        (" 4E+15 ", ReasonCode.NIK_EXCEL_DAMAGED),
        ("3508993213600004", ReasonCode.NIK_BAD_DATE),
        ("3508993112600004".replace("3112", "3113"), ReasonCode.NIK_BAD_DATE),
        ("3508990007500001", ReasonCode.NIK_BAD_DATE),
        ("3508994007500001", ReasonCode.NIK_BAD_DATE),
        ("3508997207500001", ReasonCode.NIK_BAD_DATE),
        ("3508993102500001", ReasonCode.NIK_BAD_DATE),
        ("3508992902410001", ReasonCode.NIK_BAD_DATE),
        ("3508990107500000", ReasonCode.NIK_SERIAL_ZERO),
    ],
)
def test_a_damaged_nik_is_rejected_with_its_one_reason(text: str, reason: ReasonCode) -> None:
    result = check_nik(text, districts=DISTRICTS)

    assert result == Checked(None, (reason,))
    assert result.rejection is reason


@pytest.mark.parametrize(
    "text", ["3508990107500001", "350899 010750 0001", "35.0899-010750-0001", "350899\u00a00107500001"]
)
def test_a_nik_is_accepted_however_it_is_printed(text: str) -> None:
    result = check_nik(text, districts=DISTRICTS)

    assert result == Checked(ACCEPTED)


def test_a_district_outside_the_code_list_is_a_warning_only() -> None:
    result = check_nik(ACCEPTED, districts={"350810"})

    assert result == Checked(ACCEPTED, (ReasonCode.NIK_DISTRICT_UNKNOWN,))


@pytest.mark.parametrize(
    ("nik", "birth_date", "sex"),
    [
        ("3508994508510008", date(1951, 8, 6), "FEMALE"),
        ("3508990107500001", date(1950, 7, 1), "FEMALE"),
        ("3508994107500001", None, "MALE"),
        ("3508990107500001", date(1951, 7, 1), "MALE"),
    ],
)
def test_a_date_or_sex_unlike_the_record_is_a_warning_only(nik: str, birth_date: date | None, sex: str) -> None:
    result = check_nik(nik, districts=DISTRICTS, birth_date=birth_date, sex=sex)

    assert result == Checked(nik, (ReasonCode.NIK_DATE_MISMATCH,))


def test_a_record_without_birth_date_and_with_unknown_sex_cannot_differ() -> None:
    result = check_nik(ACCEPTED, districts=DISTRICTS, birth_date=None, sex="UNKNOWN")

    assert result.warnings == ()


def test_29_february_of_2000_is_accepted_though_1900_had_none() -> None:
    result = nik_birth_dates("3508992902000001")

    assert result == (date(2000, 2, 29),)


@given(day=days, sex=st.sampled_from(["MALE", "FEMALE"]), serial=serials)
def test_the_nik_of_any_person_agrees_with_that_person(day: date, sex: str, serial: int) -> None:
    nik = nik_of(day, sex=sex, serial=serial)

    result = check_nik(nik, districts=DISTRICTS, birth_date=day, sex=sex)

    assert result == Checked(nik)
    assert day in nik_birth_dates(nik)
    assert nik_sex(nik) == sex


@given(day=days, other=days, serial=serials)
def test_a_birth_date_that_differs_in_what_the_nik_holds_is_always_noticed(day: date, other: date, serial: int) -> None:
    same = (day.day, day.month, day.year % 100) == (other.day, other.month, other.year % 100)

    result = check_nik(nik_of(day, serial=serial), districts=DISTRICTS, birth_date=other)

    assert (ReasonCode.NIK_DATE_MISMATCH in result.warnings) is not same


@given(day=days, serial=serials, marks=st.lists(print_marks, min_size=16, max_size=16))
def test_print_between_the_digits_changes_nothing(day: date, serial: int, marks: list[str]) -> None:
    nik = nik_of(day, serial=serial)
    printed = "".join(mark + digit for mark, digit in zip(marks, nik, strict=True))

    result = check_nik(printed, districts=DISTRICTS)

    assert result == check_nik(nik, districts=DISTRICTS)


@given(text=st.text(max_size=24) | st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_whatever_is_accepted_is_16_digits_with_a_day_and_a_serial(text: str) -> None:
    result = check_nik(text, districts=DISTRICTS)

    assert (result.number is None) is (result.rejection is not None)
    if result.number is not None:
        assert len(result.number) == 16
        assert nik_birth_dates(result.number)
        assert not result.number.endswith("0000")


@given(niks=st.lists(st.builds(nik_of, days, serial=serials), min_size=3, max_size=8))
def test_a_column_is_damaged_exactly_when_every_nik_ends_in_0(niks: list[str]) -> None:
    result = nik_column_damaged(niks)

    assert result is all(nik.endswith("0") for nik in niks)


def test_a_column_cut_by_a_spreadsheet_is_noticed_beside_gaps_and_shorter_values() -> None:
    column = ["3508990107500010", "", "350899 550348 0020", "3,50899E+15", "3508992009520000"]

    result = nik_column_damaged(column)

    assert result


def test_two_niks_that_end_in_0_may_be_chance() -> None:
    result = nik_column_damaged(["3508990107500010", "3508995503480020", ""])

    assert not result


def test_a_nik_of_a_damaged_column_is_rejected() -> None:
    result = check_nik("3508990107500010", districts=DISTRICTS, column_damaged=True)

    assert result == Checked(None, (ReasonCode.NIK_EXCEL_DAMAGED,))


def test_a_check_does_not_show_the_number_it_holds() -> None:
    result = check_nik(ACCEPTED, districts=())

    assert ACCEPTED not in repr(result)
