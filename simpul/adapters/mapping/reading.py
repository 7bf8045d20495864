"""What the text of a cell means: days, instants, amounts; pure, and strict about everything else."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from simpul.adapters.emission import WIB
from simpul.numbers import ReasonCode

EXCEL_DAY_0 = date(1899, 12, 30)
YEARS = range(1800, 2200)  # others are slips or stand for nothing, as 0000 and 9999 do
SERIALS = range(10_000, 100_000)  # from 1927 to 2173
FULL_DATE = len("dd-mm-yyyy")
LARGEST = 2**63 - 1  # of an Avro long
DEGREES = 180

_DAY = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})", re.ASCII)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:\.[0-9]+)?)?", re.ASCII)
_ZONED = re.compile(r".+[0-9]:[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})", re.ASCII)
_NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?", re.ASCII)
_RUPIAH = re.compile(r"(?:rp\.?)?(.*?)(?:,-)?", re.IGNORECASE)
_DEGREES = re.compile(r"(-?[0-9]{1,3})(?:[.,]([0-9]+))?", re.ASCII)
_MONTH = re.compile(r"(?:(?P<month>[0-9]{1,2})[-/](?P<year>[0-9]{4})|(?P<iso>[0-9]{4})-(?P<last>[0-9]{2}))", re.ASCII)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and what was odd about how it was written."""

    day: date
    warning: ReasonCode | None = None


@lru_cache(maxsize=4_096)  # the days of a file are few
def day_of(text: str) -> Day | None:
    """The day of `dd-mm-yyyy`, `dd/mm/yyyy`, ISO or the day number of a spreadsheet; a time behind it is left out."""
    written = text.replace("T", " ").partition(" ")[0]
    if written.isdecimal() and written.isascii() and int(written) in SERIALS:
        return Day(EXCEL_DAY_0 + timedelta(days=int(written)), ReasonCode.DATE_EXCEL_SERIAL)
    if match := _ISO_DAY.fullmatch(written):
        return _day(match[1], match[2], match[3], warning=None)
    if match := _DAY.fullmatch(written):
        short = len(written) < FULL_DATE
        return _day(match[4], match[3], match[1], warning=ReasonCode.LEADING_ZERO_RESTORED if short else None)
    return None


def instant_of(text: str) -> datetime | None:
    """The instant of a day and a time of day, in WIB unless its zone is written; a day alone is 00:00."""
    if _ZONED.fullmatch(text):
        return _zoned(text)
    read = day_of(text)
    clock = text.replace("T", " ").partition(" ")[2].strip()
    if read is None or not clock:
        return None if read is None else datetime.combine(read.day, time(), WIB)
    match = _CLOCK.fullmatch(clock)
    try:
        parts = None if match is None else time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        return None
    return None if parts is None else datetime.combine(read.day, parts, WIB)


def month_of(text: str) -> str | None:
    """The month of `mm-yyyy`, `mm/yyyy`, `yyyy-mm` or any day, as `yyyy-mm`."""
    match = _MONTH.fullmatch(text)
    day = day_of(f"1-{int(match['month'] or match['last'])}-{match['year'] or match['iso']}" if match else text)
    return None if day is None else f"{day.day:%Y-%m}"


def number_of(text: str) -> Decimal | None:
    """The number with dots for thousands and a decimal comma: `1.250` is 1250 and `150,5` is 150.5."""
    match = _NUMBER.fullmatch("".join(text.split()))
    if match is None:
        return None
    number = Decimal(f"{match[1].replace('.', '')}.{match[2] or 0}")
    return number if number <= LARGEST else None


def rupiah_of(text: str) -> int | None:
    """The whole rupiah of `Rp 1.234.567,00`; None when there is a fraction, or no amount at all."""
    match = _RUPIAH.fullmatch("".join(text.split()))
    amount = number_of(match[1]) if match else None
    return None if amount is None or amount != int(amount) else int(amount)


def degrees_of(text: str) -> float | None:
    """The degrees of a coordinate with either decimal mark."""
    match = _DEGREES.fullmatch("".join(text.split()))
    degrees = float(f"{match[1]}.{match[2] or 0}") if match else None
    return None if degrees is None or abs(degrees) > DEGREES else degrees


def _day(year: str, month: str, day: str, *, warning: ReasonCode | None) -> Day | None:
    try:
        return Day(date(int(year), int(month), int(day)), warning) if int(year) in YEARS else None
    except ValueError:
        return None


def _zoned(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment.year in YEARS else None
