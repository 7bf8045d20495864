"""The NIK, a person's population number: PPKKCC DDMMYY NNNN, of the place and day of first registration."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal

from simpul.numbers.checked import Checked, is_digits, is_scientific, normalise
from simpul.numbers.reasons import ReasonCode

NikSex = Literal["MALE", "FEMALE"]

LENGTH = 16
WOMEN_DAY_OFFSET = 40
LEAST_COLUMN = 3  # below this many numbers, ending in 0 may be chance
_CENTURIES = (1900, 2000)


def check_nik(
    text: str,
    *,
    districts: Collection[str],
    birth_date: date | None = None,
    sex: str | None = None,
    column_damaged: bool = False,
) -> Checked:
    """The NIK in 16 digits, with the first reason to reject it or every warning.

    Args:
        text: as the office typed it.
        districts: the first six digits that exist, Kemendagri codes without dots ("350810").
        birth_date: of the record, where it has one.
        sex: of the record, "MALE" or "FEMALE"; anything else says nothing.
        column_damaged: what `nik_column_damaged` says of the column the NIK stands in.
    """
    nik = normalise(text)
    rejection = _rejection(text, nik, column_damaged=column_damaged)
    if rejection is not None:
        return Checked.rejected(rejection)
    warnings = []
    if nik[:6] not in districts:
        warnings.append(ReasonCode.NIK_DISTRICT_UNKNOWN)
    # The record wins over the number, so a difference is a warning only.
    if not _agrees(nik, birth_date=birth_date, sex=sex):
        warnings.append(ReasonCode.NIK_DATE_MISMATCH)
    return Checked.accepted(nik, warnings=warnings)


def nik_column_damaged(column: Iterable[str]) -> bool:
    """Whether a spreadsheet has cut the column: 3 or more NIKs and every one ends in 0 (it keeps 15 digits)."""
    found = 0
    for nik in map(normalise, column):
        if is_digits(nik, length=LENGTH):
            if not nik.endswith("0"):
                return False  # one is enough, so a long column is seldom read to its end
            found += 1
    return found >= LEAST_COLUMN


def nik_birth_dates(nik: str) -> tuple[date, ...]:
    """The days a 16-digit NIK can mean, one for each century that has such a day; none when it has no such day."""
    return tuple(day for century in _CENTURIES if (day := _day(nik, century=century)) is not None)


def nik_sex(nik: str) -> NikSex:
    """The sex a 16-digit NIK tells: women's days are 41 to 71."""
    return "FEMALE" if int(nik[6:8]) > WOMEN_DAY_OFFSET else "MALE"


def _rejection(text: str, nik: str, *, column_damaged: bool) -> ReasonCode | None:  # noqa: PLR0911  # one a reason
    if not nik:
        return ReasonCode.NIK_MISSING
    if is_scientific(text):
        return ReasonCode.NIK_EXCEL_DAMAGED
    if not is_digits(nik, length=LENGTH):
        return ReasonCode.NIK_LENGTH
    if column_damaged:
        return ReasonCode.NIK_EXCEL_DAMAGED
    if not nik_birth_dates(nik):
        return ReasonCode.NIK_BAD_DATE
    if nik.endswith("0000"):
        return ReasonCode.NIK_SERIAL_ZERO
    return None


def _day(nik: str, *, century: int) -> date | None:
    try:
        return date(century + int(nik[10:12]), int(nik[8:10]), _day_of_month(nik))
    except ValueError:
        return None


def _day_of_month(nik: str) -> int:
    day = int(nik[6:8])
    return day - WOMEN_DAY_OFFSET if day > WOMEN_DAY_OFFSET else day


def _agrees(nik: str, *, birth_date: date | None, sex: str | None) -> bool:
    # A birth before 1900 is compared by its two digits as well: the number holds no century.
    written = (_day_of_month(nik), int(nik[8:10]), int(nik[10:12]))
    if birth_date is not None and written != (birth_date.day, birth_date.month, birth_date.year % 100):
        return False
    return sex not in {"MALE", "FEMALE"} or sex == nik_sex(nik)
