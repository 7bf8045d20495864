"""A stream's record looks up what a table has read so far; event time plays no part."""

from simpul.joins.records import Joined, Kind, Record, Side
from simpul.state import Store


class StreamTableJoin:
    """Inner or left join of a stream (left) with a table (right); only the stream's records give results."""

    def __init__(self, kind: Kind, *, table: Store) -> None:
        if kind is Kind.OUTER:
            raise ValueError("a stream and a table have no outer join: a table's row is no event; use inner or left")
        self._keeps_left = kind is Kind.LEFT
        self._table = table

    def join(self, side: Side, record: Record) -> list[Joined]:
        """The results of one record."""
        if side is Side.RIGHT:
            self._keep(record)
            return []
        if record.value is None:
            return []
        row = None if record.key is None else self._table.get(record.key)
        if row is None and not self._keeps_left:
            return []
        return [Joined(record.key, record.value, row, record.ts)]

    def _keep(self, record: Record) -> None:
        if record.key is None:
            return
        if record.value is None:
            self._table.delete(record.key)
        else:
            self._table.put(record.key, record.value)
