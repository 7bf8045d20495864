"""The addresses of one task, and who has asked about them."""

from collections.abc import Iterator

from simpul.flows.kept import Cell, new_cell, read_cell, write_cell
from simpul.flows.limits import CELL, Limits
from simpul.flows.tables import Address
from simpul.state import Store, after, ended, packed_ms, unpacked_ms


class Cells:
    """Reads a cell once an instant and writes it once; nothing is kept between instants."""

    def __init__(self, cells: Store, askers: Store, limits: Limits) -> None:
        self._cells = cells
        self._askers = askers
        self._limits = limits
        self._at_hand: dict[Address, Cell] = {}

    def __getitem__(self, address: Address) -> Cell:
        if address not in self._at_hand:
            kept = self._cells.get(name_of(address))
            self._at_hand[address] = new_cell() if kept is None else read_cell(kept)
        return self._at_hand[address]

    def write(self, *, today: int) -> None:
        """Keep what this instant has changed."""
        for address, cell in self._at_hand.items():
            name = name_of(address)
            if cell["rows"] or cell["cases"] or cell["looked_up"] or cell["flagged"]:
                cell["day"] = self._limits.touch(CELL, name, before=cell["day"], today=today)
                self._cells.put(name, write_cell(cell))
            else:
                self._cells.delete(name)
        self._at_hand.clear()

    def remember(self, asker: Address, *, of: Address, question: int) -> None:
        """Somebody wants to know the rows of an address from now on; question 0: no more."""
        place = ended(name_of(of)) + name_of(asker)
        if question:
            self._askers.put(place, packed_ms(question))
        else:
            self._askers.delete(place)

    def askers(self, address: Address) -> Iterator[tuple[Address, int]]:
        """Who wants to know the rows of an address, with the question of the question."""
        prefix = ended(name_of(address))
        for place, question in list(self._askers.scan(prefix, after(prefix))):
            yield address_of(place[len(prefix) :]), unpacked_ms(question)


def name_of(address: Address) -> bytes:
    """An address as bytes."""
    return f"{address.name}\0{address.key}".encode()


def address_of(name: bytes) -> Address:
    """The address of `name_of`."""
    table, _, key = name.decode().partition("\0")
    return Address(table, key)
