"""Two tables with the same key: whichever changes, the pair comes out anew."""

from simpul.joins.records import Joined, Kind, Record, Row, Side, packed_row, unpacked_row
from simpul.state import Store


class TableTableJoin:
    """Inner, left or outer join of two tables by their primary key, each in offset order."""

    def __init__(self, kind: Kind, *, left: Store, right: Store) -> None:
        self._tables = {Side.LEFT: left, Side.RIGHT: right}
        self._alone = {Side.LEFT: kind is not Kind.INNER, Side.RIGHT: kind is Kind.OUTER}

    def join(self, side: Side, record: Record) -> list[Joined]:
        """The results of one record: at most one."""
        if record.key is None:
            return []
        own, foreign = self._tables[side], self._tables[_other(side)]
        before = own.get(record.key)
        if record.value is None:
            own.delete(record.key)
        else:
            own.put(record.key, packed_row(record.ts, record.value))
        partner = unpacked_row(foreign.get(record.key))
        if not self._shows(side, record, had_row=before is not None, partner=partner):
            return []
        return [self._joined(side, record, partner)]

    def _shows(self, side: Side, record: Record, *, had_row: bool, partner: Row | None) -> bool:
        """Whether anything comes out: with a partner always, without one only what stands, or stood, alone."""
        if partner is not None:
            return True
        return self._alone[side] and (record.value is not None or had_row)

    def _joined(self, side: Side, record: Record, partner: Row | None) -> Joined:
        ts = record.ts if partner is None else max(record.ts, partner.ts)
        own, other = record.value, None if partner is None else partner.value
        if own is None and not self._alone[_other(side)]:
            other = None  # the pair is gone, and its partner does not stand alone
        elif other is None and not self._alone[side]:
            own = None
        return Joined(record.key, own, other, ts) if side is Side.LEFT else Joined(record.key, other, own, ts)


def _other(side: Side) -> Side:
    return Side.RIGHT if side is Side.LEFT else Side.LEFT
