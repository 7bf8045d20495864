"""One row, with one obvious way to read each kind of cell; the first thing wrong rejects it, the rest are warnings."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Required, TypedDict, TypeVar, Unpack

from simpul.adapters.codes import Codes
from simpul.adapters.mapping.reading import day_of, degrees_of, instant_of, month_of, number_of, rupiah_of
from simpul.adapters.mapping.said import Rejected, Said
from simpul.adapters.quality import Finding, Place, found
from simpul.events import Event
from simpul.numbers import Checked, ReasonCode, Verdict, check_kk, check_nik, check_nip, check_nop
from simpul.tokens import TokenDomain, Tokens

Symbol = TypeVar("Symbol", bound=str)
Meaning = TypeVar("Meaning")

DISTRICT_DIGITS = 2
LARGEST_COUNT = 2**31 - 1  # of an Avro int

_VILLAGE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}", re.ASCII)
_VILLAGE_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})([12][0-9]{3})", re.ASCII)
_MEANINGLESS = re.compile("[\ud800-\udfff]")


class Circumstances(TypedDict, total=False):
    """What `Row.says` is told besides the event and its document; see `Said`."""

    occurred_at: Required[datetime]
    registered_at: Required[datetime]
    amended_at: datetime | None
    cancels: bool
    region_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rows are read with.

    Attributes:
        codes: places and labels.
        tokens: for what stands on the bus instead of a person's number.
        damaged: columns in which a spreadsheet has cut every NIK.
    """

    codes: Codes
    tokens: Tokens
    damaged: frozenset[str] = frozenset()


class Row:
    """A row of a table, a record of a document, or a part of one."""

    def __init__(self, cells: Mapping[str, object], *, place: Place, known: Known, above: "Row | None" = None) -> None:
        self.place = place
        self._cells = cells
        self._known = known
        self._above = above
        self._warnings: dict[ReasonCode, Finding] = {}

    def __repr__(self) -> str:
        return f"Row({self.place})"

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """One of each reason, for its first column; with those of the rows this is a part of."""
        return (*(self._above.warnings if self._above else ()), *self._warnings.values())

    def warn(self, reason: ReasonCode, column: str) -> None:
        """The row is taken, and somebody should look at this."""
        self._warnings.setdefault(reason, found(self.place, reason, field=column))

    def rejected(self, reason: ReasonCode, column: str | None = None) -> Rejected:
        """What to raise to end the row, for a reason that may be a warning elsewhere."""
        return Rejected(Finding(row=self.place, reason=reason, verdict=Verdict.REJECT, field=column))

    def says(self, event: Event, *, document: str, **how: Unpack[Circumstances]) -> Said:
        """The fact, with the warnings so far."""
        return Said(place=self.place, event=event, document=document, warnings=self.warnings, **how)

    def parts(self, name: str) -> list["Row"]:
        """The objects of a list inside a record, each with its own place; an empty or missing list has none."""
        parts = self._cells.get(name)
        return [
            Row(part, place=f"{self.place}.{name}[{n}]", known=self._known, above=self)
            for n, part in enumerate(parts if isinstance(parts, list) else [])
            if isinstance(part, dict)
        ]

    def part(self, name: str) -> "Row":
        """An object inside a record; where it is missing, one without cells."""
        part = self._cells.get(name)
        return Row(part if isinstance(part, dict) else {}, place=f"{self.place}.{name}", known=self._known, above=self)

    def has(self, column: str) -> bool:
        """Whether anything stands there: so optional cells are read."""
        return bool(self.text(column))

    def text(self, column: str) -> str:
        """What stands there, trimmed; empty where nothing does, or parts of their own."""
        cell = self._cells.get(column)
        if not isinstance(cell, str):
            return "" if cell is None or isinstance(cell, dict | list) else str(cell)
        text = cell.strip()
        return text if text.isascii() else _MEANINGLESS.sub("\N{REPLACEMENT CHARACTER}", text)

    def key(self, column: str) -> str:
        """What the event cannot be without; ID_MISSING."""
        text = self.text(column)
        if not text:
            raise self.rejected(ReasonCode.ID_MISSING, column)
        return text

    def nik(self, column: str, *, born: str | None = None, sex: str | None = None) -> str:
        """A NIK, compared with the columns of birth date and sex where the export has them."""
        return self._number(self._nik(column, born=born, sex=sex), column)

    def subject_nik(self, column: str) -> str | None:
        """A NIK that may be missing or wrong: then the event goes without it, and somebody should look."""
        if not self.has(column):
            self.warn(ReasonCode.SUBJECT_WITHOUT_NIK, column)
            return None
        checked = self._nik(column, born=None, sex=None)
        if checked.number is None:
            self.warn(ReasonCode.SUBJECT_NIK_INVALID, column)
            return None
        return self._number(checked, column)

    def kk(self, column: str) -> str:
        """A family card's number."""
        return self._number(check_kk(self.text(column)), column)

    def nip(self, column: str) -> str:
        """A civil servant's number."""
        return self._number(check_nip(self.text(column)), column)

    def nop(self, column: str) -> str:
        """A tax object's number."""
        return self._number(check_nop(self.text(column), kecamatan=self._known.codes.nop_districts), column)

    def token(self, domain: TokenDomain, number: str) -> str:
        """What stands on the bus for a checked number."""
        return self._known.tokens.token(domain, number)

    def day(self, column: str) -> date:
        """A day."""
        read = day_of(self.text(column))
        if read is None:
            raise self.rejected(ReasonCode.DATE_INVALID, column)
        if read.warning is not None:
            self.warn(read.warning, column)
        return read.day

    def instant(self, column: str) -> datetime:
        """A day and time, in WIB unless its zone is written."""
        return self._read(column, instant_of, ReasonCode.DATE_INVALID)

    def month(self, column: str) -> str:
        """A month as `2026-07`."""
        return self._read(column, month_of, ReasonCode.DATE_INVALID)

    def rupiah(self, column: str) -> int:
        """An amount in whole rupiah."""
        figure = self._figure(column)
        if figure is None:
            return self._read(column, rupiah_of, ReasonCode.MONEY_FRACTION)
        if figure != int(figure):
            raise self.rejected(ReasonCode.MONEY_FRACTION, column)
        return int(figure)

    def decimal(self, column: str) -> float:
        """A number as an area; written in a text, with dots for thousands and a decimal comma."""
        figure = self._figure(column)
        return float(self._read(column, number_of, ReasonCode.LABEL_UNKNOWN) if figure is None else figure)

    def count(self, column: str) -> int:
        """A whole number of things or persons."""
        figure = self._figure(column)
        number = self._read(column, number_of, ReasonCode.LABEL_UNKNOWN) if figure is None else figure
        if number != int(number) or number > LARGEST_COUNT:
            raise self.rejected(ReasonCode.LABEL_UNKNOWN, column)
        return int(number)

    def degrees(self, column: str) -> float | None:
        """A coordinate with either decimal mark; one that is empty or cannot be read is none."""
        degrees = degrees_of(self.text(column))
        if degrees is None and self.has(column):
            self.warn(ReasonCode.LABEL_UNKNOWN, column)
        return degrees

    def label(self, column: str, *, kind: str, among: Collection[Symbol], unknown: Symbol) -> Symbol:
        """The symbol of a label of the code tables; `unknown` for an empty one, and with a warning for another."""
        symbol = self._known.codes.symbol(kind, self.text(column))
        for known in among:
            if known == symbol:
                return known
        if self.has(column):
            self.warn(ReasonCode.LABEL_UNKNOWN, column)
        return unknown

    def one_of(self, column: str, meanings: Mapping[str, Meaning]) -> Meaning:
        """The meaning of one of a few words in capitals; any other could mean anything and rejects the row."""
        word = self.text(column).upper()
        if word not in meanings:
            raise self.rejected(ReasonCode.LABEL_UNKNOWN, column)
        return meanings[word]

    def village(self, column: str, *, district: str | None = None) -> str:
        """A village by its Kemendagri code, `35.08.10.1005`; or by its last four digits and a column of the district.

        Args:
            column: the code, with or without dots.
            district: a column with the two digits of the district, or the whole code of it.
        """
        code = self.text(column)
        if district is not None:
            code = f"{self.district(district)}.{code}"
        elif match := _VILLAGE_DIGITS.fullmatch(code):
            code = ".".join(match.groups())
        if not _VILLAGE.fullmatch(code):
            raise self.rejected(ReasonCode.VILLAGE_UNKNOWN, column)
        if code not in self._known.codes.villages:
            self.warn(ReasonCode.VILLAGE_UNKNOWN, column)
        return code

    def district(self, column: str) -> str:
        """A district of the regency by its Kemendagri code, `35.08.10`, of which the export may say `10` or `1`."""
        text = self.text(column)
        written = text.removeprefix("35.08.")
        if len(written) == 1 and written.isdecimal():
            self.warn(ReasonCode.LEADING_ZERO_RESTORED, column)
        return f"35.08.{written.zfill(DISTRICT_DIGITS)}"

    def region_of_nop(self, nop: str) -> str:
        """The district a tax object lies in, by the bridge of the code tables; the regency where it has none."""
        return self._known.codes.kemendagri_districts.get(nop[:7], "35.08")

    def _nik(self, column: str, *, born: str | None, sex: str | None) -> Checked:
        day = day_of(self.text(born)) if born else None
        return check_nik(
            self.text(column),
            districts=self._known.codes.districts,
            birth_date=None if day is None else day.day,
            sex=self._known.codes.symbol("sex", self.text(sex)) if sex else None,
            column_damaged=column in self._known.damaged,
        )

    def _number(self, checked: Checked, column: str) -> str:
        if checked.number is None:
            raise self.rejected(checked.reasons[0], column)
        for reason in checked.reasons:
            self.warn(reason, column)
        return checked.number

    def _figure(self, column: str) -> Decimal | None:
        """The number of a cell that is one already, as a database or a JSON document gives it; None for a text."""
        cell = self._cells.get(column)
        if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
            return None
        figure = Decimal(str(cell))
        return figure if figure.is_finite() else None

    def _read(self, column: str, meaning: Callable[[str], Meaning | None], reason: ReasonCode) -> Meaning:
        read = meaning(self.text(column))
        if read is None:
            raise self.rejected(reason, column)
        return read
