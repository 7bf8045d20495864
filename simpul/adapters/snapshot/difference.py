"""Reads a table again and again, and says what has been created, changed and deleted since the last time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic

from pydantic import SecretStr

from simpul.adapters.emission import Emission
from simpul.adapters.snapshot.declaration import OfTable, WatchedTable
from simpul.adapters.snapshot.entries import Fingerprints, key_text
from simpul.adapters.snapshot.errors import DatabaseAway, SuddenLoss
from simpul.adapters.snapshot.rows import Rows
from simpul.adapters.snapshot.seen import SeenKeys
from simpul.adapters.snapshot.table import Table
from simpul.adapters.snapshot.walk import Step, walk
from simpul.adapters.source import Batch
from simpul.contracts import Contracts
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
        url: the database, as SQLAlchemy writes it, with an account that may only read.
        contracts: of the events.
        secret: keeps what is remembered of keys and rows from being guessed; another one means another memory.
        every: the pause between two rounds; None reads one whole round and ends.
        accept_deletions: so many rows may be gone at the end of the first whole round, as a person has said.
        piece: rows of one query.
        now: tells when a row was read.
        sleep: waits so many seconds.
    """

    declared: WatchedTable[OfTable]
    url: SecretStr
    contracts: Contracts
    secret: SecretStr
    every: timedelta | None = None
    accept_deletions: int = 0
    piece: int = PIECE
    now: Callable[[], datetime] = _utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def __post_init__(self) -> None:
        self._fingerprints = Fingerprints(self.secret.get_secret_value())

    async def batches(self, memory: Store) -> AsyncIterator[Batch]:
        """What has changed, round after round; while the database is away, it is asked again.

        Raises:
            SuddenLoss: more rows are gone than a person need not be asked about.
            SnapshotError: the table cannot be read until a person does something.
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
                if self.every is None:
                    return
                wait_s = 1.0
                await self.sleep(self.every.total_seconds())
        finally:
            table.close()

    async def _round(self, table: Table, memory: Store) -> AsyncIterator[Batch]:
        part = Part(memory, ROWS)
        rows = Rows(self.declared, contracts=self.contracts, memory=part)
        seen, unsaid = SeenKeys(), 0
        await asyncio.to_thread(table.check_key)
        async for step in walk(table, rows=self.piece):
            unsaid += len(step.rows)
            if emissions := self._compared(step, rows, seen):
                yield Batch(emissions=emissions, rows=unsaid)
                unsaid = 0
        if self._gone(seen, part):
            for emissions in self._deletions(rows, seen, part):
                yield Batch(emissions=emissions, rows=0)
        yield Batch(emissions=(), rows=unsaid)
        self.accept_deletions = 0

    def _compared(self, step: Step, rows: Rows[OfTable], seen: SeenKeys) -> list[Emission]:
        at, of_key, of_row = self.now(), self._fingerprints.of_key, self._fingerprints.of_row
        emissions: list[Emission] = []
        for key, row in step.rows:
            hashed, digest = of_key(key_text(key)), of_row(row)
            seen.add(hashed)
            if not rows.is_known(hashed, digest):
                named = dict(zip(step.columns, row, strict=True))
                emissions += rows.says(named, key=hashed, digest=digest, at=at)
        return emissions

    def _gone(self, seen: SeenKeys, part: Part) -> int:
        gone, there = sum(map(len, seen.missing(part))), len(seen)
        sudden = not there or (gone > FEW and gone > self.declared.loss * (gone + there))
        if gone > self.accept_deletions and sudden:
            raise SuddenLoss(table=self.declared.table, gone=gone, there=there)
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
