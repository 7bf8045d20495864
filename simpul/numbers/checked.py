"""What a check of a number gives, and how the digits are taken out of what an office typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from simpul.numbers.reasons import ReasonCode, Verdict

# Blanks (the no-break ones of spreadsheets too), dots and dashes are print, not number.
_PRINT = re.compile(r"[\s.\-\u2010-\u2015]+")
# 3,50899E+15 and 3.50899E+15: a spreadsheet has kept six digits of the number.
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")


@dataclass(frozen=True, slots=True)
class Checked:
    """The normalised number, or None when it is rejected, and the reason codes that were found.

    The repr shows the reasons alone: the numbers are personal data.
    """

    number: str | None = field(repr=False)
    reasons: tuple[ReasonCode, ...] = ()

    @property
    def rejection(self) -> ReasonCode | None:
        """The one reason for which the number was rejected, or None."""
        return next((reason for reason in self.reasons if reason.verdict is Verdict.REJECT), None)

    @property
    def warnings(self) -> tuple[ReasonCode, ...]:
        """The reasons that let the number through."""
        return tuple(reason for reason in self.reasons if reason.verdict is Verdict.WARN)

    @classmethod
    def rejected(cls, reason: ReasonCode) -> Self:
        """No number, for this reason."""
        return cls(None, (reason,))

    @classmethod
    def accepted(cls, number: str, *, warnings: Iterable[ReasonCode] = ()) -> Self:
        """The number, with what should be looked at."""
        return cls(number, tuple(warnings))


def normalise(text: str) -> str:
    """The text without blanks, dots and dashes."""
    return text if text.isalnum() else _PRINT.sub("", text)


def is_digits(text: str, *, length: int) -> bool:
    """Whether the text is exactly `length` of the digits 0-9 (and not of another script's)."""
    return len(text) == length and text.isascii() and text.isdecimal()


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet has written the number as a power of ten (E+), with decimal comma or point."""
    return not text.isdecimal() and _SCIENTIFIC.fullmatch(re.sub(r"\s+", "", text)) is not None
