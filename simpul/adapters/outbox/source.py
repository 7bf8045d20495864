"""What a department's program has put into its outbox, as events: every row once, in order for each aggregate.

Ids of rows are not the order of commits: a row may become visible after one with a higher position was published. So no
position is kept. Every row that is visible is taken; those that were published are named in the memory, in the Kafka
transaction that published them, and are taken away from the table before it is read again.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from simpul.adapters.databases import needs_a_person, said_by
from simpul.adapters.outbox.connecting import address_of, connect
from simpul.adapters.outbox.judging import Judge, Rejected
from simpul.adapters.outbox.table import Mailbox, Places, Row
from simpul.adapters.setup import Setup
from simpul.adapters.source import Batch
from simpul.errors import SourceError
from simpul.sdk import Record
from simpul.state import Store

BATCH_ROWS = 200
POLL_S = 1.0
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
_PUBLISHED = b"published"

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Hand:
    """What has been read and is still in the table.

    Attributes:
        due: published and committed, to be taken away before the table is read again.
        published: given out, not yet known to be committed.
        rejected: likewise, without an event; the memory never names them.
    """

    due: Places
    published: dict[str, int] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)


class Outbox:
    """The outbox of one system, or one share of it: several relays divide the aggregates among themselves."""

    def __init__(self, setup: Setup, *, batch_rows: int = BATCH_ROWS, poll_s: float = POLL_S) -> None:
        """Look at the address of the database; it is connected to when batches are asked for.

        Args:
            setup: of the adapter; its origin is the database's address.
            batch_rows: at most so many rows go into a transaction.
            poll_s: how long an empty outbox is left alone, in seconds.

        Raises:
            SettingError: there is no address, or it is none of a database.
            CatalogueError: the system may publish nothing.
        """
        self._setup = setup
        self._judge = Judge(setup)
        self._address = address_of(setup.origin)
        self._batch_rows = batch_rows
        self._poll_s = poll_s

    async def batches(self, memory: Store) -> AsyncGenerator[Batch, None]:
        """What waits in the outbox, in order; a dry run, which settles nothing, leaves every row where it is.

        Raises:
            SourceError: there is no access, or no such table.
        """
        hand = Hand(due=_recall(memory))
        engine = connect(self._address)
        mailbox = Mailbox(engine, self._setup.share, self._setup.adapter.shares)
        try:
            while True:
                rows = await self._fresh(mailbox, hand)
                if rows:
                    records, rejected = self._judged(rows)
                    hand.published |= {row.id: row.position for row, _ in records}
                    hand.rejected |= {row.id for row, _ in rejected}
                    _remember(hand.published, memory)
                    settled = partial(self._settle, mailbox, hand, rejected)
                    emissions = [record for _, record in records]
                    yield Batch(emissions=emissions, rows=len(rows), rejected=len(rejected), settled=settled)
                elif self._setup.once:
                    return
                else:
                    await asyncio.sleep(self._poll_s)
        finally:
            engine.dispose()

    async def _fresh(self, mailbox: Mailbox, hand: Hand) -> list[Row]:
        """The next rows that are not in hand."""
        limit = self._batch_rows + len(hand.published) + len(hand.rejected)
        rows = await self._ask(partial(mailbox.take, hand.due, limit=limit))
        hand.due = {}
        return [row for row in rows if row.id not in hand.published and row.id not in hand.rejected][: self._batch_rows]

    async def _settle(self, mailbox: Mailbox, hand: Hand, rejected: list[tuple[Row, str]]) -> None:
        """After the commit: what was published is due to be taken away, and what was rejected is moved aside."""
        hand.due, hand.published = hand.published, {}
        if rejected:
            await self._ask(partial(mailbox.set_aside, rejected))
            hand.rejected -= {row.id for row, _ in rejected}
            self._tell_of(rejected)

    def _judged(self, rows: list[Row]) -> tuple[list[tuple[Row, Record]], list[tuple[Row, str]]]:
        records, rejected = [], []
        for row in rows:
            try:
                records.append((row, self._judge.record(row)))
            except Rejected as problem:
                rejected.append((row, str(problem)))
        return records, rejected

    def _tell_of(self, rejected: list[tuple[Row, str]]) -> None:
        log.warning(
            "system %d: %d row(s) of the outbox cannot become events; they and the reasons are in outbox_rejected",
            self._setup.system,
            len(rejected),
        )

    async def _ask(self, question: Callable[[], Answer]) -> Answer:
        """The answer of the database, however long it is away.

        Raises:
            SourceError: waiting does not help.
        """
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                return await _in_thread(question)
            except DBAPIError as problem:
                self._judge_problem(problem)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _judge_problem(self, problem: DBAPIError) -> None:
        system, said = self._setup.system, said_by(problem)
        if needs_a_person(problem):
            raise SourceError(
                f"the outbox of system {system} cannot be read ({said}): make its tables with the ready SQL, and give "
                "the relay's account SELECT and DELETE on outbox and INSERT on outbox_rejected"
            ) from problem
        log.warning("system %d: its database does not answer (%s); nothing is lost, it is asked again", system, said)


async def _in_thread(question: Callable[[], Answer]) -> Answer:
    """The answer of a question that blocks; who is told to stop waits until its connection has been given back."""
    asked = asyncio.ensure_future(asyncio.to_thread(question))
    try:
        return await asyncio.shield(asked)
    except asyncio.CancelledError:
        await asyncio.gather(asked, return_exceptions=True)
        raise


def _recall(memory: Store) -> Places:
    kept: dict[str, int] = json.loads(memory.get(_PUBLISHED) or b"{}")
    return kept


def _remember(published: Places, memory: Store) -> None:
    if published:
        memory.put(_PUBLISHED, json.dumps(published, separators=(",", ":")).encode())
