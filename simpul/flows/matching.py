"""How sure it is that two records are of one person (flows.yaml R11)."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

Grade = Literal["STRONG", "WEAK"]

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_OTHER = re.compile(r"[^\w\s]|_")


class Names:
    """Compares names without the titles of a list, which has them as a name has them here: upper-case, no marks."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._titles = sorted((title.split() for title in titles), key=len, reverse=True)

    def plain(self, name: str) -> str:
        """A name without titles and punctuation, upper-case; empty where it was nothing but titles."""
        words = _OTHER.sub(" ", _APOSTROPHES.sub("", name.upper())).split()
        while (shorter := self._without_title(words)) is not None:
            words = shorter
        return " ".join(words)

    def equal(self, one: str | None, other: str | None) -> bool:
        """Whether two names are the same; no name equals none."""
        plain = self.plain(one or "")
        return bool(plain) and plain == self.plain(other or "")

    def _without_title(self, words: list[str]) -> list[str] | None:
        for title in self._titles:
            if words[: len(title)] == title:
                return words[len(title) :]
            if words[-len(title) :] == title:
                return words[: -len(title)]
        return None


def grade(nik_check: str | None, *, second_agrees: bool) -> Grade:
    """STRONG if the NIK was verified officially or a second field agrees, else WEAK."""
    return "STRONG" if nik_check == "VERIFIED" or second_agrees else "WEAK"


def equal_dates(one: date | None, other: date | None) -> bool:
    """Whether two dates are known and equal."""
    return one is not None and one == other


def born_as_nip_says(nip: str, birth_date: date | None) -> bool:
    """Whether the first eight digits of a NIP are this date of birth."""
    return birth_date is not None and nip[:8] == birth_date.strftime("%Y%m%d").rjust(8, "0")
