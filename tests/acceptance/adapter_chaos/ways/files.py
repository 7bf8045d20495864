"""Exports of deaths in a folder: dropped whole or piece by piece, with rows of before and rows that are wrong."""

import csv
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.acceptance.adapter_chaos.way import Count, Landed, System, counted

ENCODING = "windows-1252"
HEAD = "NO;NO_AKTA;TGL_AKTA;NIK;NO_KK;NAMA;JK;TGL_LAHIR;TGL_MATI;TEMPAT_MATI;SHDK;KODE_KEC;KODE_DESA;STATUS;TGL_ENTRI"
ROW = (
    "1;{certificate};02-08-2019;{nik};3508990101100001;UJI SATU;L;01-07-1950;30-07-2019;RUMAH;1;10;1005;AKTIF;"
    "02-08-2019"
)
WRONG, AGAIN = 0.1, 0.1
MOST_ROWS = 400


class Registry:
    """Writes exports; knows every certificate it has written, and which of them were wrong."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.settings = {"SIMPUL_ORIGIN": str(folder)}
        self._folder = folder
        self._lock = threading.Lock()
        self._good: list[str] = []
        self._wrong: list[str] = []
        self._files = 0

    def work(self, chance: Random) -> None:
        with self._lock:
            self._files += 1
            path = self._folder / f"kematian_{self._files:05d}.csv"
            content = "\r\n".join([HEAD, *(self._row(chance) for _ in range(chance.randrange(1, MOST_ROWS))), ""])
        content_bytes = content.encode(ENCODING)
        part = path.with_suffix(".part")
        part.write_bytes(content_bytes)
        part.rename(path)
        time.sleep(chance.uniform(0.05, 0.4))

    def count(self, landed: Sequence[Landed]) -> Count:
        found = [str(event.data["certificate_no"]) for event in landed]
        returned = [row["NO_AKTA"] for path in (self._folder / "rejected").glob("*.csv") for row in _rows(path)]
        of_events = counted(self._good, found, events=len(landed))
        of_returned = counted(self._wrong, returned, events=0)
        return Count(
            events=of_events.events,
            missing=[*of_events.missing, *of_returned.missing],
            duplicated=[*of_events.duplicated, *of_returned.duplicated],
        )

    def _row(self, chance: Random) -> str:
        if self._good and chance.random() < AGAIN:
            return self._line(chance.choice(self._good), nik="3508990107500001")
        number = len(self._good) + len(self._wrong)
        certificate = f"3508-KM-{number:08d}"
        is_wrong = chance.random() < WRONG
        (self._wrong if is_wrong else self._good).append(certificate)
        return self._line(certificate, nik="350899010750" if is_wrong else "3508990107500001")

    def _line(self, certificate: str, *, nik: str) -> str:
        return ROW.format(certificate=certificate, nik=nik)


class FilesWay:
    """The folder of SIAK's exports of deaths."""

    name = "files"
    adapter = "dukcapil-deaths"
    waits = False
    event_type = "DeathRegistered"

    @contextmanager
    def system(self, folder: Path) -> Iterator[System]:
        yield Registry(folder)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding=ENCODING, newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))
