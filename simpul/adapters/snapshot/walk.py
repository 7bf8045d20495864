"""Walks through a table in the order of its key, so that no row that stays is left out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from simpul.adapters.snapshot.table import Row, Table
from simpul.errors import SourceError


class Step(NamedTuple):
    """Rows that have not been met in this walk before."""

    columns: Sequence[str]
    rows: Sequence[tuple[Row, Row]]  # key, row


async def walk(table: Table, *, rows: int) -> AsyncIterator[Step]:
    """Every row of a table, so many at a time.

    Each piece begins with the last key of the one before, so that two rows with one key are noticed, and keys that the
    database holds for equal ('a' and 'A') are all met.

    Raises:
        SourceError: the key does not tell the rows apart, or a person must do something about the database.
        DatabaseAway: it does not answer; the walk is over.
    """
    last: Row | None = None
    before: set[Row] = set()
    while True:
        piece = await asyncio.to_thread(table.piece, last, limit=rows + 1)
        keys = set(piece.keys)
        fresh = [pair for pair in zip(piece.keys, piece.rows, strict=True) if pair[0] not in before]
        is_last = len(piece.rows) <= rows
        if len(keys) < len(piece.keys) or not (fresh or is_last):
            raise SourceError(
                f"the key declared for {table.name} does not tell its rows apart: two have the same one; declare more "
                "columns as key"
            )
        yield Step(piece.columns, fresh)
        if is_last:
            return
        last, before = piece.keys[-1], keys
