"""Pure checks of the numbers people, staff, families and tax objects are known by; well-formed is not existing."""

from simpul.numbers.checked import Checked, normalise
from simpul.numbers.kk import check_kk
from simpul.numbers.nik import check_nik, nik_birth_dates, nik_column_damaged, nik_sex
from simpul.numbers.nip import check_nip
from simpul.numbers.nop import check_nop
from simpul.numbers.reasons import ReasonCode, Verdict

__all__ = [
    "Checked",
    "ReasonCode",
    "Verdict",
    "check_kk",
    "check_nik",
    "check_nip",
    "check_nop",
    "nik_birth_dates",
    "nik_column_damaged",
    "nik_sex",
    "normalise",
]
