"""The NIP, a civil servant's number: YYYYMMDD of birth, YYYYMM of appointment, sex (1 or 2), serial of three digits."""

from datetime import date

from simpul.numbers.checked import Checked, is_digits, normalise
from simpul.numbers.reasons import ReasonCode

LENGTH = 18
OLD_LENGTH = 9
LEAST_AGE = 16  # years between birth and appointment
_MONTHS = range(1, 13)


def check_nip(text: str) -> Checked:
    """The NIP in 18 digits, with the first reason to reject it or the warning of a contract employee's month code."""
    nip = normalise(text)
    if is_digits(nip, length=OLD_LENGTH):
        return Checked.rejected(ReasonCode.NIP_OLD_FORMAT)
    if not is_digits(nip, length=LENGTH):
        return Checked.rejected(ReasonCode.NIP_LENGTH)
    birth = _birth_date(nip)
    if birth is None:
        return Checked.rejected(ReasonCode.NIP_BAD_DATE)
    if nip[14] not in "12":
        return Checked.rejected(ReasonCode.NIP_SEX)
    year, month = int(nip[8:12]), int(nip[12:14])
    # Contract staff have a code where the month stands; only the year can be compared then.
    least = (birth.year + LEAST_AGE, birth.month if month in _MONTHS else 0)
    if (year, month if month in _MONTHS else 0) < least:
        return Checked.rejected(ReasonCode.NIP_TMT_EARLY)
    return Checked.accepted(nip, warnings=[] if month in _MONTHS else [ReasonCode.NIP_MONTH_CODE])


def _birth_date(nip: str) -> date | None:
    try:
        return date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        return None
