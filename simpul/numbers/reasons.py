"""The reason codes of data quality: why a row was rejected, set aside or let through with a warning."""

from enum import StrEnum
from typing import Self


class Verdict(StrEnum):
    """What a reason code does to the row it is given for."""

    REJECT = "REJECT"  # no event is made of the row
    WARN = "WARN"  # the event is made; somebody should look at the source
    IGNORE = "IGNORE"  # the row says nothing new


class ReasonCode(StrEnum):
    """The closed set of codes that `DataQualityFlagged` carries; each knows its verdict."""

    verdict: Verdict

    def __new__(cls, code: str, verdict: Verdict) -> Self:
        """A code that is its own text and carries its verdict."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.verdict = verdict
        return member

    NIK_MISSING = "NIK_MISSING", Verdict.REJECT
    NIK_EXCEL_DAMAGED = "NIK_EXCEL_DAMAGED", Verdict.REJECT
    NIK_LENGTH = "NIK_LENGTH", Verdict.REJECT
    NIK_BAD_DATE = "NIK_BAD_DATE", Verdict.REJECT
    NIK_SERIAL_ZERO = "NIK_SERIAL_ZERO", Verdict.REJECT
    NIK_DISTRICT_UNKNOWN = "NIK_DISTRICT_UNKNOWN", Verdict.WARN
    NIK_DATE_MISMATCH = "NIK_DATE_MISMATCH", Verdict.WARN
    KK_LENGTH = "KK_LENGTH", Verdict.REJECT
    KK_LOOKS_LIKE_NIK = "KK_LOOKS_LIKE_NIK", Verdict.WARN
    NIP_LENGTH = "NIP_LENGTH", Verdict.REJECT
    NIP_OLD_FORMAT = "NIP_OLD_FORMAT", Verdict.REJECT
    NIP_BAD_DATE = "NIP_BAD_DATE", Verdict.REJECT
    NIP_SEX = "NIP_SEX", Verdict.REJECT
    NIP_TMT_EARLY = "NIP_TMT_EARLY", Verdict.REJECT
    NIP_MONTH_CODE = "NIP_MONTH_CODE", Verdict.WARN
    NOP_LENGTH = "NOP_LENGTH", Verdict.REJECT
    NOP_EXCEL_DAMAGED = "NOP_EXCEL_DAMAGED", Verdict.REJECT
    NOP_PREFIX = "NOP_PREFIX", Verdict.REJECT
    NOP_KECAMATAN_UNKNOWN = "NOP_KECAMATAN_UNKNOWN", Verdict.WARN
    NOP_MARK_UNKNOWN = "NOP_MARK_UNKNOWN", Verdict.WARN
    VILLAGE_UNKNOWN = "VILLAGE_UNKNOWN", Verdict.WARN
    VILLAGE_WITHOUT_TARGET = "VILLAGE_WITHOUT_TARGET", Verdict.WARN
    LEADING_ZERO_RESTORED = "LEADING_ZERO_RESTORED", Verdict.WARN
    DATE_EXCEL_SERIAL = "DATE_EXCEL_SERIAL", Verdict.WARN
    DATE_INVALID = "DATE_INVALID", Verdict.REJECT
    DEATH_AFTER_REGISTRATION = "DEATH_AFTER_REGISTRATION", Verdict.REJECT
    MONEY_FRACTION = "MONEY_FRACTION", Verdict.REJECT
    SUBJECT_WITHOUT_NIK = "SUBJECT_WITHOUT_NIK", Verdict.WARN
    SUBJECT_NIK_INVALID = "SUBJECT_NIK_INVALID", Verdict.WARN
    DUPLICATE_ROW = "DUPLICATE_ROW", Verdict.IGNORE
    NOT_DATA = "NOT_DATA", Verdict.IGNORE
    ID_MISSING = "ID_MISSING", Verdict.REJECT
    RECIPIENT_MISSING = "RECIPIENT_MISSING", Verdict.REJECT
    PARENT_REJECTED = "PARENT_REJECTED", Verdict.REJECT
    LABEL_UNKNOWN = "LABEL_UNKNOWN", Verdict.WARN
