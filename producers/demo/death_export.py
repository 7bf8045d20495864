"""The export of deaths that is dropped into a folder, and what must come of its rows, written down by hand."""

import csv
import importlib.resources
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from avro_schemas.diskominfo import DataQualityFlagged
from avro_schemas.dispendukcapil import CivilDocumentCancelled, DeathRegistered
from simpul.events import Event
from simpul.tokens import TokenDomain, Tokens

FILE = "dukcapil_kematian_2019.csv"
ENCODING = "windows-1252"
SIAK = 1
SERIES = "3508-KM-"  # with which the numbers of certificates begin

Cells: TypeAlias = tuple[str, ...]

# certificate, NIK, KK, name, sex, born, died, where, head of family, village
DEATHS: Final = """\
02082019-0001|3508990107500001|3508990101100001|UJI SATU|MALE|1950-07-01|2019-07-30|HOME|true|35.08.10.1005
02082019-0002|3508995503480002|3508990101100002|UJI DUA|FEMALE|1948-03-15|2019-07-29|FACILITY|false|35.08.02.2006
05082019-0001|3508992009520003|3508990101100003|UJI TIGA|MALE|1952-09-20|2019-08-03|HOME|true|35.08.02.2005
06082019-0001|3508991711330007|3508990101100007|UJI TUJUH|MALE|1933-11-17|1998-05-09|HOME|true|35.08.02.2004
06082019-0002|3508994508510008|3508990101100008|UJI DELAPAN|FEMALE|1951-08-06|2019-08-05|FACILITY|false|35.08.10.1012
06082019-0003|3508995204480009|3508990101100009|NUR’AINI CONTOH|FEMALE|1948-04-12|2019-08-04|HOME|true|35.08.10.1011
07082019-0003|3508992902400012|3508995503480012|UJI; DUA BELAS|MALE|1940-02-29|2019-08-06|UNKNOWN|true|35.08.10.1004
02082019-0002|3508995503480002|3508990101100002|UJI DUA|FEMALE|1948-03-15|2019-07-28|FACILITY|false|35.08.02.2006
"""  # noqa: RUF001  # an apostrophe as clerks type it
CANCELLED = ("02082019-0001", "3508990107500001", "2019-08-20")  # certificate, NIK, day
# row, verdict, reason, column
FLAGS: Final = """\
2|WARN|NIK_DISTRICT_UNKNOWN|NIK
3|WARN|NIK_DISTRICT_UNKNOWN|NIK
4|IGNORE|DUPLICATE_ROW|
5|WARN|NIK_DISTRICT_UNKNOWN|NIK
5|WARN|LEADING_ZERO_RESTORED|TGL_AKTA
6|REJECT|NIK_BAD_DATE|NIK
7|REJECT|NIK_LENGTH|NIK
8|REJECT|NIK_EXCEL_DAMAGED|NIK
9|WARN|NIK_DISTRICT_UNKNOWN|NIK
10|WARN|NIK_DISTRICT_UNKNOWN|NIK
10|WARN|NIK_DATE_MISMATCH|NIK
11|WARN|NIK_DISTRICT_UNKNOWN|NIK
12|REJECT|NIK_MISSING|NIK
13|REJECT|DEATH_AFTER_REGISTRATION|TGL_MATI
14|WARN|NIK_DISTRICT_UNKNOWN|NIK
14|WARN|KK_LOOKS_LIKE_NIK|NO_KK
15|WARN|NIK_DISTRICT_UNKNOWN|NIK
16|WARN|NIK_DISTRICT_UNKNOWN|NIK
17|IGNORE|NOT_DATA|
"""
RETURNED = (6, 7, 8, 12, 13)


@dataclass(frozen=True, slots=True)
class DeathExport:
    """The export of one run: what was told before is not told again, so each run has certificates of its own.

    Attributes:
        run: what the numbers of its certificates have in them.
    """

    run: str

    @property
    def content(self) -> bytes:
        """The sample, with other numbers of certificates."""
        sample = importlib.resources.files("producers.dukcapil") / "samples" / FILE
        return sample.read_bytes().replace(SERIES.encode(), f"{SERIES}{self.run}-".encode())

    @property
    def rows(self) -> int:
        """How many rows it has below its head."""
        return len(_rows(self.content)) - 1

    @property
    def returned(self) -> Sequence[Cells]:
        """The rows that the clerk must get back."""
        rows = _rows(self.content)
        return [rows[number - 1] for number in RETURNED]

    def told(self, tokens: Tokens) -> Sequence[Event]:
        """The events that must come of it, those that say what is wrong with a row among them."""
        flags = [_flag(*line.split("|")) for line in FLAGS.splitlines()]
        return [*(self._death(line, tokens) for line in DEATHS.splitlines()), self._cancellation(tokens), *flags]

    def _death(self, line: str, tokens: Tokens) -> Event:
        number, nik, kk, name, sex, born, died, place, head, village = line.split("|")
        return DeathRegistered.model_validate(
            {
                "person_tok": tokens.token(TokenDomain.NIK, nik),
                "nik": nik,
                "name": name,
                "sex": sex,
                "birth_date": born,
                "death_date": died,
                "certificate_no": self._certificate(number),
                "place_class": place,
                "was_head_of_family": head,
                "kk_tok": tokens.token(TokenDomain.KK, kk),
                "village_code": village,
            }
        )

    def _cancellation(self, tokens: Tokens) -> Event:
        number, nik, day = CANCELLED
        return CivilDocumentCancelled.model_validate(
            {
                "person_tok": tokens.token(TokenDomain.NIK, nik),
                "document_type": "DEATH",
                "certificate_no": self._certificate(number),
                "cert_tok": tokens.token(TokenDomain.CERT, self._certificate(number)),
                "ground": None,
                "decided_on": day,
            }
        )

    def _certificate(self, number: str) -> str:
        return f"{SERIES}{self.run}-{number}"


def given_back(folder: Path) -> Sequence[Cells]:
    """The rows that the clerk got back from a folder of exports, without the reasons behind them."""
    files: Iterable[Path] = sorted((folder / "rejected").glob("*.csv"))
    return [row[:-1] for file in files for row in _rows(file.read_bytes())[1:]]


def _rows(content: bytes) -> list[Cells]:
    return [tuple(row) for row in csv.reader(content.decode(ENCODING).splitlines(), delimiter=";")]


def _flag(row: str, verdict: str, reason: str, column: str) -> Event:
    return DataQualityFlagged.model_validate(
        {
            "source_system": SIAK,
            "source_ref": f"{FILE}#{row}",
            "verdict": verdict,
            "reason_code": reason,
            "field": column or None,
        }
    )
