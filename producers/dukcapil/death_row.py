"""One row of the death export, checked: the first thing wrong with it rejects it, the rest are warnings; pure."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar, get_args

from avro_schemas.dispendukcapil import DeathPlace, Sex
from producers.dukcapil.export import Line
from simpul.adapters import Codes, Finding, found
from simpul.numbers import ReasonCode, Verdict, check_kk, check_nik, normalise

Status = Literal["AKTIF", "BATAL"]
Symbol = TypeVar("Symbol", bound=str)

COLUMNS = (
    "NO_AKTA",
    "TGL_AKTA",
    "NIK",
    "NO_KK",
    "NAMA",
    "JK",
    "TGL_LAHIR",
    "TGL_MATI",
    "TEMPAT_MATI",
    "SHDK",
    "KODE_KEC",
    "KODE_DESA",
    "STATUS",
    "TGL_ENTRI",
)
HEAD_OF_FAMILY = "1"
REGENCY = "35.08"
DISTRICT_DIGITS = 2
FULL_DATE = len("dd-mm-yyyy")

_DATE = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_VILLAGE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}")
_STATUS: dict[str, Status] = {"AKTIF": "AKTIF", "": "AKTIF", "BATAL": "BATAL"}


class Rejected(Exception):  # an outcome of a row, not an error of the program
    """No event can be made of the row."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"row {finding.row}: {finding.reason}")
        self.finding = finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """A certificate that is no longer valid."""

    number: int
    certificate_no: str
    nik: str
    entered_on: date
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A certificate, or a correction of one."""

    number: int
    certificate_no: str
    nik: str
    kk: str | None
    name: str
    sex: Sex
    birth_date: date
    death_date: date
    certified_on: date
    entered_on: date
    place: DeathPlace
    was_head: bool
    village_code: str
    warnings: tuple[Finding, ...]


def is_data(line: Line) -> bool:
    """Whether the row speaks of a person; titles, blank lines and totals do not."""
    return any(line[column] for column in ("NIK", "NAMA", "TGL_AKTA"))


def content_of(line: Line) -> tuple[str, ...]:
    """What the row says, the same for two rows that differ in print or in their running number only."""
    return tuple(_same(column, cell) for column, cell in line.cells.items() if column != "NO")


def check_row(line: Line, *, codes: Codes, column_damaged: bool) -> Registration | Cancellation:
    """The row, whose NIK is judged first, then its KK, its dates, and the rest.

    Raises:
        Rejected: with the one reason.
    """
    check = _Check(line, codes)
    nik = check.nik(column_damaged=column_damaged)
    cancelled = check.status() == "BATAL"
    kk = None if cancelled else check.kk()
    # Of a cancelled certificate nothing else is read: it may have been cancelled because the rest is wrong.
    dates = check.dates(("TGL_ENTRI",) if cancelled else ("TGL_AKTA", "TGL_LAHIR", "TGL_MATI", "TGL_ENTRI"))
    if cancelled:
        return Cancellation(
            number=line.number,
            certificate_no=check.certificate(),
            nik=nik,
            entered_on=dates["TGL_ENTRI"],
            warnings=tuple(check.warnings),
        )
    if dates["TGL_MATI"] > dates["TGL_AKTA"]:
        raise check.rejected(ReasonCode.DEATH_AFTER_REGISTRATION, "TGL_MATI")
    return Registration(
        number=line.number,
        certificate_no=check.certificate(),
        nik=nik,
        kk=kk,
        name=line["NAMA"],
        sex=check.label("sex", "JK", "UNKNOWN", get_args(Sex)),
        birth_date=dates["TGL_LAHIR"],
        death_date=dates["TGL_MATI"],
        certified_on=dates["TGL_AKTA"],
        entered_on=dates["TGL_ENTRI"],
        place=check.label("death_place", "TEMPAT_MATI", "UNKNOWN", get_args(DeathPlace)),
        was_head=line["SHDK"].lstrip("0") == HEAD_OF_FAMILY,
        village_code=check.village(),
        warnings=tuple(check.warnings),
    )


class _Check:
    """The checks of one row, and the warnings they have left so far: one of each reason, for its first column."""

    def __init__(self, line: Line, codes: Codes) -> None:
        self._line = line
        self._codes = codes
        self._found: dict[ReasonCode, Finding] = {}

    @property
    def warnings(self) -> list[Finding]:
        return list(self._found.values())

    def rejected(self, reason: ReasonCode, field: str) -> Rejected:
        """The end of the row, for a reason that may be a warning elsewhere."""
        return Rejected(Finding(row=self._line.number, reason=reason, verdict=Verdict.REJECT, field=field))

    def nik(self, *, column_damaged: bool) -> str:
        checked = check_nik(
            self._line["NIK"],
            districts=self._codes.districts,
            birth_date=_date(self._line["TGL_LAHIR"]),
            sex=self._codes.symbol("sex", self._line["JK"]),
            column_damaged=column_damaged,
        )
        return self._number(checked.number, checked.reasons, "NIK")

    def kk(self) -> str | None:
        """The KK; a row without one is a person without a card, not a mistake."""
        if not normalise(self._line["NO_KK"]):
            return None
        checked = check_kk(self._line["NO_KK"])
        return self._number(checked.number, checked.reasons, "NO_KK")

    def dates(self, columns: tuple[str, ...]) -> dict[str, date]:
        found_dates = {}
        for column in columns:
            day = _date(self._line[column])
            if day is None:
                raise self.rejected(ReasonCode.DATE_INVALID, column)
            found_dates[column] = day
            if len(self._line[column]) < FULL_DATE:
                self._warn(ReasonCode.LEADING_ZERO_RESTORED, column)
        return found_dates

    def certificate(self) -> str:
        if not self._line["NO_AKTA"]:
            raise self.rejected(ReasonCode.ID_MISSING, "NO_AKTA")
        return self._line["NO_AKTA"].upper()

    def status(self) -> Status:
        """The status; an unknown one could mean anything, so no event is made of it."""
        status = _STATUS.get(self._line["STATUS"].upper())
        if status is None:
            raise self.rejected(ReasonCode.LABEL_UNKNOWN, "STATUS")
        return status

    def label(self, kind: str, column: str, unknown: Symbol, symbols: tuple[Symbol, ...]) -> Symbol:
        label = self._line[column]
        symbol = self._codes.symbol(kind, label)
        if symbol is None and label:
            self._warn(ReasonCode.LABEL_UNKNOWN, column)
        return next((known for known in symbols if known == symbol), unknown)

    def village(self) -> str:
        district = self._line["KODE_KEC"].zfill(DISTRICT_DIGITS)
        if district != self._line["KODE_KEC"]:
            self._warn(ReasonCode.LEADING_ZERO_RESTORED, "KODE_KEC")
        code = f"{REGENCY}.{district}.{self._line['KODE_DESA']}"
        if not _VILLAGE.fullmatch(code):
            raise self.rejected(ReasonCode.VILLAGE_UNKNOWN, "KODE_DESA")
        if code not in self._codes.villages:
            self._warn(ReasonCode.VILLAGE_UNKNOWN, "KODE_DESA")
        return code

    def _number(self, number: str | None, reasons: tuple[ReasonCode, ...], column: str) -> str:
        if number is None:
            raise self.rejected(reasons[0], column)
        for reason in reasons:
            self._warn(reason, column)
        return number

    def _warn(self, reason: ReasonCode, field: str) -> None:
        self._found.setdefault(reason, found(self._line.number, reason, field=field))


def _date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def _same(column: str, cell: str) -> str:
    if column in {"NIK", "NO_KK"}:
        return normalise(cell)
    if column.startswith("TGL_"):
        return str(_date(cell) or cell)
    return " ".join(cell.upper().split())
