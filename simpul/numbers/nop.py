"""The NOP, a tax object's number: 35 08 KKK DDD BBB NNNN J, printed 35.08.060.003.012-0045.0."""

from collections.abc import Collection

from simpul.numbers.checked import Checked, is_digits, is_scientific, normalise
from simpul.numbers.reasons import ReasonCode

LENGTH = 18
REGENCY = "3508"
_MARKS = "079"


def check_nop(text: str, *, kecamatan: Collection[str]) -> Checked:
    """The NOP in 18 digits, with the first reason to reject it or every warning.

    Args:
        text: as the office typed it.
        kecamatan: the KKK that exist, column `nop_kkk` of the code table; they do not follow from other codes.
    """
    nop = normalise(text)
    if is_scientific(text):
        return Checked.rejected(ReasonCode.NOP_EXCEL_DAMAGED)
    if not is_digits(nop, length=LENGTH):
        return Checked.rejected(ReasonCode.NOP_LENGTH)
    if not nop.startswith(REGENCY):
        return Checked.rejected(ReasonCode.NOP_PREFIX)
    warnings = []
    if nop[4:7] not in kecamatan:
        warnings.append(ReasonCode.NOP_KECAMATAN_UNKNOWN)
    if nop[-1] not in _MARKS:
        warnings.append(ReasonCode.NOP_MARK_UNKNOWN)
    return Checked.accepted(nop, warnings=warnings)
