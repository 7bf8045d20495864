"""Reads a table again and again, and says what has been created, changed and deleted since the last time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, Self

from pydantic import SecretStr

from simpul.adapters.emission import Emission
from simpul.adapters.mapping import Known
from simpul.adapters.rows import TAKEN, Fingerprints, Reading, key_text
from simpul.adapters.setup import Setup
from simpul.adapters.snapshot.declaration import OfTable, WatchedTable
from simpul.adapters.snapshot.errors import DatabaseAway, sudden_loss
from simpul.adapters.snapshot.rows import Rows
from simpul.adapters.snapshot.seen import SeenKeys
from simpul.adapters.snapshot.table import Table
from simpul.adapters.snapshot.walk import Step, walk
from simpul.adapters.source import Batch
from simpul.errors import SourceError
from simpul.state import Part, Store

log = logging.getLogger(__name__)

ROWS = "rows"  # the part of the memory
PIECE = 2_000  # rows of one query and at most of one transaction
FEW = 20  # so many rows may go without a question
LONGEST_WAIT_S = 60.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class SnapshotDifference(Generic[OfTable]):
    """The events of a table, by comparing it with what it was.

    Attributes:
        declared: the table and what its rows mean.
        url: the database, as `mariadb://user:password@host/database`, with an account that may only read.
        reading: what its rows are read with.
        once: end after one whole round.
        accept_deletions: a person has said that the loss which the first whole round finds is meant.
        piece: rows of one query.
        now: tells when a row was read.
        sleep: waits so many seconds.
    """

    declared: WatchedTable[OfTable]
    url: SecretStr
    reading: Reading
    once: bool = False
    accept_deletions: bool = False
    piece: int = PIECE
    now: Callable[[], datetime] = _utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @classmethod
    def of(cls, declared: WatchedTable[OfTable], *, setup: Setup) -> Self:
        """The way in to a table, as an adapter is set up.

        Raises:
            SettingError: the origin or the key of the tokens is not given.
        """
        known = Known(codes=setup.codes, tokens=setup.tokens)
        return cls(
            declared=declared,
            url=SecretStr(setup.origin),
            reading=Reading(known=known, contracts=setup.contracts, flagged=setup.flagged),
            once=setup.once,
            accept_deletions=setup.accept_deletions,
        )

    def __post_init__(self) -> None:
        self._fingerprints = Fingerprints(self.reading.known.tokens.key)

    async def batches(self, memory: Store) -> AsyncIterator[Batch]:
        """What has changed, round after round; while the database is away, it is asked again.

        Raises:
            SuddenLoss: more rows are gone than a person need not be asked about.
            SourceError: the table cannot be read until a person does something.
        """
        declared = self.declared
        table = Table(declared.table, url=self.url.get_secret_value(), key=declared.key, query=declared.select)
        wait_s = 1.0
        try:
            while True:
                try:
                    async for batch in self._round(table, memory):
                        yield batch
                except DatabaseAway as problem:
                    self._say_away(problem, wait_s)
                    await self.sleep(wait_s)
                    wait_s = min(wait_s * 2, LONGEST_WAIT_S)
                    continue
                if self.once:
                    return
                wait_s = 1.0
                await self.sleep(declared.every.total_seconds())
        finally:
            table.close()

    async def _round(self, table: Table, memory: Store) -> AsyncIterator[Batch]:
        part = Part(memory, ROWS)
        rows = Rows(self.declared, reading=self.reading, memory=part)
        seen, unsaid, refused = SeenKeys(), 0, 0
        await asyncio.to_thread(table.check_key)
        async for step in walk(table, rows=self.piece):
            self._check_place(step)
            unsaid += len(step.rows)
            if emissions := self._compared(step, rows, seen):
                yield Batch(emissions=emissions, rows=unsaid, rejected=rows.refused - refused)
                unsaid, refused = 0, rows.refused
        if self._gone(seen, part):
            for emissions in self._deletions(rows, seen, part):
                yield Batch(emissions=emissions, rows=0)
        yield Batch(emissions=(), rows=unsaid, rejected=rows.refused - refused)
        self.accept_deletions = False

    def _check_place(self, step: Step) -> None:
        declared = self.declared
        if declared.place not in step.columns:
            raise SourceError(
                f"{declared.table} has no column {declared.place}, by which people are to find a row that is flagged; "
                f"it has {', '.join(step.columns)}"
            )

    def _compared(self, step: Step, rows: Rows[OfTable], seen: SeenKeys) -> list[Emission]:
        at, of_key, of_row = self.now(), self._fingerprints.of_key, self._fingerprints.of_row
        emissions: list[Emission] = []
        for key, row in step.rows:
            hashed, digest = of_key(key_text(key)), of_row(row)
            seen.add(hashed)
            value = rows.remembered(hashed)
            if value is None or not value.startswith(digest + TAKEN):
                cells = dict(zip(step.columns, row, strict=True))
                emissions += rows.says(cells, key=hashed, digest=digest, value=value, at=at)
        return emissions

    def _gone(self, seen: SeenKeys, part: Part) -> int:
        gone, there = sum(map(len, seen.missing(part))), len(seen)
        sudden = not there or (gone > FEW and gone > self.declared.loss * (gone + there))
        if gone and sudden and not self.accept_deletions:
            raise sudden_loss(table=self.declared.table, gone=gone, there=there)
        return gone

    def _deletions(self, rows: Rows[OfTable], seen: SeenKeys, part: Part) -> Iterator[list[Emission]]:
        at = self.now()
        emissions: list[Emission] = []
        for missing in seen.missing(part):
            for key, value in missing:
                emissions += rows.says_deleted(key, value, at=at)
            if len(emissions) >= self.piece:
                yield emissions
                emissions = []
        if emissions:
            yield emissions

    def _say_away(self, problem: DatabaseAway, wait_s: float) -> None:
        log.warning(
            "the database of %s (system %d) does not answer (%s); the round is left without looking for deletions, and "
            "a new one begins in %d s",
            self.declared.table,
            self.declared.system,
            problem,
            wait_s,
        )
