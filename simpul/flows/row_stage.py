"""The row stage: events, corrections and cancellations in any order become changes of rows (flows.yaml R2).

Every event id has a chain, in the task of that id. An event goes to its own, a cancellation to that of the event it
cancels. A correction goes on to the chain of the event it corrects, and takes along what had come for it by then;
whoever names the correction later is sent after it.
"""

from collections.abc import Callable, Iterable
from itertools import chain as chained
from typing import cast

from simpul.events import Event
from simpul.flows.kept import Moves, Told, read_chain, write_chain
from simpul.flows.limits import CHAIN, Limits
from simpul.flows.rows import Chain, Member, Row, RowData, admit, cancel, new_chain, standing
from simpul.flows.sending import Sending
from simpul.flows.tables import Address, Indexed
from simpul.state import Store

Typed = Callable[[RowData], Row[Event]]


class RowStage:
    """The chains of one task."""

    def __init__(self, store: Store, *, tables: Iterable[Indexed[Event]], typed: Typed, limits: Limits) -> None:
        self._store = store
        self._tables = tuple(tables)
        self._typed = typed
        self._limits = limits

    def told(self, item: Told, sending: Sending) -> None:
        """An event has come to the chain of its own id, or a cancellation to that of the event it cancels."""
        name, member = item["chain"], item["member"]
        chain = self._chain(name)
        root = chain["root"]
        if root is not None:
            if member is None:
                sending.send(root.encode(), "Told", Told(chain=root, member=None))
        elif member is None:
            if cancel(chain):
                self._show(name, chain, None, sending)
        elif member["names"] is None:
            if admit(chain, [member]):
                self._show(name, chain, None, sending)
        else:
            self._join(name, chain, member, sending)

    def _join(self, name: str, chain: Chain, member: Member, sending: Sending) -> None:
        """A correction takes what was known under its own id into the chain of the event it corrects."""
        root = str(member["names"])
        moves = Moves(
            chain=root,
            is_cancelled=chain["is_cancelled"],
            members=[member, *chain["members"]],
            shown=chain["shown"],
        )
        sending.send(root.encode(), "Moves", moves)
        belonging = new_chain()
        belonging.update({"root": root, "day": chain["day"]})
        self._keep(name, belonging, sending)

    def moves(self, item: Moves, sending: Sending) -> None:
        """A correction belongs to this chain, with what had come for it."""
        name = item["chain"]
        chain = self._chain(name)
        root = chain["root"]
        if root is not None:
            onward = item.copy()
            onward["chain"] = root
            sending.send(root.encode(), "Moves", onward)
            return
        if item["is_cancelled"]:
            cancel(chain)
        else:
            admit(chain, item["members"])
        self._show(name, chain, item["shown"], sending)

    def _show(self, name: str, chain: Chain, moved: RowData | None, sending: Sending) -> None:
        """Tell tables what stands now; a row is put before others are taken away, so that no partner is missed."""
        before, after = chain["shown"], standing(name, chain)
        chain["shown"] = after
        self._keep(name, chain, sending)
        if before == after and moved is None:
            return
        put = {} if after is None else dict.fromkeys(self._addresses(after), after)
        gone: dict[Address, list[str]] = {}
        for old in (before, moved):
            for address in [] if old is None else self._addresses(old):
                if address not in put or cast("RowData", old)["id"] != name:
                    gone.setdefault(address, []).append(cast("RowData", old)["id"])
        for address in chained(put, (one for one in gone if one not in put)):
            sending.change(address, put.get(address), gone.get(address, []))

    def _addresses(self, row: RowData) -> list[Address]:
        typed = self._typed(row)
        addresses = (table.address(typed) for table in self._tables if table.reads(typed.event))
        return [address for address in addresses if address is not None]

    def _chain(self, name: str) -> Chain:
        kept = self._store.get(name.encode())
        return new_chain() if kept is None else read_chain(kept)

    def _keep(self, name: str, chain: Chain, sending: Sending) -> None:
        chain["day"] = self._limits.touch(CHAIN, name.encode(), before=chain["day"], today=sending.today)
        self._store.put(name.encode(), write_chain(chain))

    def expire(self, name: bytes) -> None:
        """Forget a chain that has not changed for the time limit; one whose row stands stays."""
        kept = self._store.get(name)
        if kept is not None and read_chain(kept)["shown"] is None:
            self._store.delete(name)
