"""Names are compared without titles, and grades follow."""

from datetime import date

import pytest

from simpul.catalogue import load_catalogue
from simpul.contracts import load_contracts
from simpul.flows import Names, born_as_nip_says, equal_dates, grade

TITLES = load_catalogue(contracts=load_contracts()).reference.table("titles.csv", "title")
NAMES = Names(row["title"] for row in TITLES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pegawai Contoh", "PEGAWAI CONTOH"),
        ("Hj. Uji Dua, S.Pd", "uji dua"),
        ("Dr. drg. Uji  Satu", "UJI SATU"),
        ("Nur'aini", "NURAINI"),
        ("Nur\u2019aini", "NURAINI"),
        ("Uji-Satu", "Uji Satu"),
    ],
)
def test_names_are_equal_without_titles_and_marks(one: str, other: str) -> None:
    assert NAMES.equal(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("P. Contoh", "Contoh"), ("H. Uji", "Uji"), ("", ""), (None, None), ("Dr.", "dr"), ("Uji Satu", "Uji Dua")],
)
def test_an_initial_is_no_title_and_an_empty_name_equals_nothing(one: str | None, other: str | None) -> None:
    assert not NAMES.equal(one, other)


def test_the_longest_title_goes_first_and_one_after_the_other() -> None:
    assert Names(["S", "S PD", "DR"]).plain("DR DR Uji S.Pd") == "UJI"


def test_a_match_is_strong_by_an_official_check_or_a_second_field() -> None:
    assert grade("VERIFIED", second_agrees=False) == "STRONG"
    assert grade("WELL_FORMED", second_agrees=True) == "STRONG"
    assert grade("WELL_FORMED", second_agrees=False) == "WEAK"
    assert grade(None, second_agrees=False) == "WEAK"


def test_dates_must_be_known_to_be_equal() -> None:
    assert equal_dates(date(1950, 7, 1), date(1950, 7, 1))
    assert not equal_dates(None, None)
    assert not equal_dates(date(1950, 7, 1), None)


def test_a_nip_begins_with_the_date_of_birth() -> None:
    assert born_as_nip_says("186904121894031007", date(1869, 4, 12))
    assert not born_as_nip_says("186904121894031007", date(1869, 4, 13))
    assert not born_as_nip_says("186904121894031007", None)
