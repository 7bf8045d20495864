"""The tables of an outbox, and what is asked of them; the same words for every database but for the hash of a share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    Select,
    String,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    table,
)

_COLUMNS = (
    "id",
    "aggregatetype",
    "aggregateid",
    "type",
    "payload",
    "occurred_at",
    "registered_at",
    "supersedes",
    "cancels",
    "tracingspancontext",
)
_OUTBOX = table("outbox", column("position", BigInteger), *(column(name, String) for name in _COLUMNS))
_REJECTED = table("outbox_rejected", *(column(name) for name in (*_COLUMNS, "reasons")))

# By its primary key alone, one row at a time: a condition that scans would wait for rows of open transactions.
_AT = _OUTBOX.c.position == bindparam("at", type_=BigInteger)
_TAKE_AWAY = delete(_OUTBOX).where(_AT, cast(_OUTBOX.c.id, Text) == bindparam("which", type_=Text))
_KEEP_REJECTED = insert(_REJECTED).from_select(
    [*_COLUMNS, "reasons"],
    select(*(_OUTBOX.c[name] for name in _COLUMNS), bindparam("reasons", type_=Text)).where(
        _AT, cast(_OUTBOX.c.id, Text) == bindparam("which", type_=Text)
    ),
)

_POSITIVE = 0x7FFF_FFFF_FFFF_FFFF

Places = Mapping[str, int]  # id -> position; both, as after a restore a position may be another row's


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the outbox, everything as the database writes it out; `payload` and the times are not yet looked at."""

    position: int
    id: str
    aggregatetype: str
    aggregateid: str
    type: str
    payload: str
    occurred_at: str
    registered_at: str
    supersedes: str | None
    cancels: str | None
    tracingspancontext: str | None


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The outbox of one database, as one of several relays sees it; every call is one transaction and blocks."""

    engine: Engine
    share: int
    shares: int

    def take(self, published: Places, *, limit: int) -> list[Row]:
        """The first rows in order, after those that were published have been taken away.

        Both in one transaction, so that no proxy sends the question to a replica, which may still have them.
        """
        with self.engine.begin() as connection:
            if published:
                connection.execute(_TAKE_AWAY, _named(published))
            return [Row(**row) for row in connection.execute(self._waiting().limit(limit)).mappings()]

    def set_aside(self, rejected: Sequence[tuple[Row, str]]) -> None:
        """Move rows to `outbox_rejected`, each with the reasons."""
        places = [{"at": row.position, "which": row.id, "reasons": reasons} for row, reasons in rejected]
        with self.engine.begin() as connection:
            connection.execute(_KEEP_REJECTED, places)
            connection.execute(_TAKE_AWAY, _named({row.id: row.position for row, _ in rejected}))

    def _waiting(self) -> Select[tuple[object, ...]]:
        texts = (cast(_OUTBOX.c[name], Text).label(name) for name in _COLUMNS)
        waiting: Select[tuple[object, ...]] = select(_OUTBOX.c.position, *texts).order_by(_OUTBOX.c.position)
        if self.shares == 1:
            return waiting
        return waiting.where(_hash_of(self.engine.dialect.name) % literal(self.shares, BigInteger) == self.share)


def _named(rows: Places) -> list[dict[str, object]]:
    return [{"at": position, "which": row_id} for row_id, position in rows.items()]


def _hash_of(dialect: str) -> ColumnElement[int]:
    """A figure that is the same for all rows of an aggregate, whichever relay asks."""
    aggregate = _OUTBOX.c.aggregatetype + ":" + _OUTBOX.c.aggregateid
    if dialect == "postgresql":
        return func.hashtextextended(aggregate, 0, type_=BigInteger).bitwise_and(_POSITIVE)
    return func.crc32(aggregate, type_=BigInteger)
