"""Tax objects in a table without change times: created, changed and deleted while it is read."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text

from benchmarks.ingest_sources import TABLE
from simpul.local.databases import start_mariadb
from tests.acceptance.adapter_chaos.way import Count, Landed, System

OBJECTS = 3_000
UPDATE = "UPDATE objek_pajak SET njop = :njop WHERE nop = :nop"
INSERT = "INSERT IGNORE INTO objek_pajak (nop, nama_wp, luas_bumi, luas_bng, njop) VALUES (:nop, 'UJI', 100, 0, :njop)"


class RevenueOffice:
    """A table of tax objects whose values never say what they said before."""

    def __init__(self, url: str) -> None:
        self.settings = {"SIMPUL_ORIGIN": url}
        self._engine = create_engine(url)
        with self._engine.begin() as database:
            database.execute(text(TABLE))
            database.execute(text(INSERT), [{"nop": _nop(number), "njop": number} for number in range(OBJECTS)])

    def work(self, chance: Random) -> None:
        nop, njop = _nop(chance.randrange(OBJECTS)), chance.randrange(10**12)
        verb = chance.random()
        with self._engine.begin() as database:
            if verb < 0.03:  # so few that no round asks whether a loss is meant
                database.execute(text("DELETE FROM objek_pajak WHERE nop = :nop"), {"nop": nop})
            elif verb < 0.1:
                database.execute(text(INSERT), {"nop": nop, "njop": njop})
            else:
                database.execute(text(UPDATE), {"nop": nop, "njop": njop})
        time.sleep(chance.uniform(0, 0.02))

    def count(self, landed: Sequence[Landed]) -> Count:
        with self._engine.connect() as database:
            table = {str(row[0]): int(row[1]) for row in database.execute(text("SELECT nop, njop FROM objek_pajak"))}
        told: dict[str, list[tuple[object, object]]] = defaultdict(list)
        for event in landed:
            told[str(event.data["nop"])].append((event.data["njop"], event.data["change_type"]))
        stands = {nop: events[-1][0] for nop, events in told.items() if events[-1][1] != "REMOVED"}
        wrong = {nop for nop in table.keys() | stands.keys() if table.get(nop) != stands.get(nop)}
        again = [event_id for event_id, times in Counter(event.event_id for event in landed).items() if times > 1]
        again += [nop for nop, events in told.items() if any(one == after for one, after in pairwise(events))]
        return Count(events=len(landed), missing=sorted(wrong), duplicated=sorted(again))

    def close(self) -> None:
        self._engine.dispose()


class SnapshotWay:
    """SIM-PBB's register on MariaDB."""

    name = "snapshot"
    adapter = "sim-pbb"
    waits = False
    event_type = "PbbObjectChanged"

    @contextmanager
    def system(self, folder: Path) -> Iterator[System]:
        with start_mariadb(folder) as database:
            office = RevenueOffice(database.url)
            try:
                yield office
            finally:
                office.close()


def _nop(number: int) -> str:
    return f"3508060003999{number:04d}0"
