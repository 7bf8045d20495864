"""The KK, a family card's number: issuing district, day of recording, serial; never a stable key of a family."""

from simpul.numbers.checked import Checked, is_digits, normalise
from simpul.numbers.reasons import ReasonCode

LENGTH = 16
_WOMEN_DAYS = range(41, 72)


def check_kk(text: str) -> Checked:
    """The KK in 16 digits, rejected by its length alone; a day of 41 to 71 looks like a woman's NIK."""
    kk = normalise(text)
    if not is_digits(kk, length=LENGTH):
        return Checked.rejected(ReasonCode.KK_LENGTH)
    warnings = [ReasonCode.KK_LOOKS_LIKE_NIK] if int(kk[6:8]) in _WOMEN_DAYS else []
    return Checked.accepted(kk, warnings=warnings)
