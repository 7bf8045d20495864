"""What one instant sends: to addresses of this place at once, to others through Kafka."""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime

from simpul.errors import StreamError
from simpul.flows.cases import Trigger
from simpul.flows.kept import Answered, Asked, Changed, Item, write_message
from simpul.flows.limits import DAY_MS
from simpul.flows.rows import RowData
from simpul.flows.tables import Address
from simpul.runtime import Headers, Sent

MOST_HOPS = 32  # far more than any chain of corrections needs that does not run in a circle


class Sending:
    """The mail of one instant; items for its own place are taken at once, in order."""

    def __init__(self, place: bytes, *, trigger: Trigger, now: datetime, headers: Headers, hops: int) -> None:
        self.trigger = trigger
        self.headers = headers
        self.now_ms = int(now.timestamp() * 1000)
        self.now = now
        self.inbox: deque[Item] = deque()
        self._place = place
        self._hops = hops
        self._outbox: dict[bytes, list[Item]] = {}

    @property
    def today(self) -> int:
        """The day of the bus clock, in days since 1970."""
        return self.now_ms // DAY_MS

    def send(self, place: bytes, kind: str, item: Mapping[str, object]) -> None:
        """Send an item to a place."""
        if place == self._place:
            self.inbox.append((kind, item))
        else:
            self._outbox.setdefault(place, []).append((kind, item))

    def change(self, address: Address, row: RowData | None, gone: list[str]) -> None:
        """Tell an address of a row that stands there now, and of those that do not any more."""
        self.send(address.place, "Changed", Changed(name=address.name, key=address.key, row=row, gone=gone))

    def ask(self, address: Address, *, by: Address, question: int) -> None:
        """Ask an address for its rows from now on; question 0 ends that."""
        asked = Asked(name=address.name, key=address.key, by_name=by.name, by_key=by.key, question=question)
        self.send(address.place, "Asked", asked)

    def answer(self, cell: Address, *, of: Address, question: int, rows: list[RowData]) -> None:
        """Tell a cell the rows of an address it has asked about."""
        answered = Answered(name=cell.name, key=cell.key, of_name=of.name, of_key=of.key, question=question, rows=rows)
        self.send(cell.place, "Answered", answered)

    def sent(self) -> Iterator[Sent]:
        """The messages for other places.

        Raises:
            StreamError: they come back again and again, so corrections name each other in a circle.
        """
        if self._outbox and self._hops >= MOST_HOPS:
            raise StreamError(f"a message went through {MOST_HOPS} tasks: corrections name each other in a circle")
        for place, items in self._outbox.items():
            yield Sent(place, write_message(self.trigger, items, hops=self._hops + 1))
