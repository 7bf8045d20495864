"""What of the records that come at one time is kept; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from simpul.sdk.spool.waiting import Arrival, Offered


@dataclass(kw_only=True)
class Admission:
    """Decides of one offer after another; an offer is taken whole, or refused for want of room.

    Attributes:
        known: what was said for ids that came before; those that are taken are added.
        room: bytes that may still be taken.
        taken: what is to be written, in order.
    """

    known: dict[str, bytes]
    room: int
    taken: list[Offered] = field(default_factory=list)

    def admit(self, offer: Sequence[Offered]) -> list[Arrival] | None:
        """What becomes of each record of an offer; None when there is no room for its new ones."""
        new = {one.event_id: one for one in reversed(offer) if one.event_id not in self.known}
        size = sum(len(one.sealed) for one in new.values())
        if new and size > self.room:
            return None
        self.room -= size
        return [self._arrival(one) for one in offer]

    def _arrival(self, one: Offered) -> Arrival:
        before = self.known.get(one.event_id)
        if before is None:
            self.known[one.event_id] = one.said
            self.taken.append(one)
            return Arrival.NEW
        return Arrival.KNOWN if before == one.said else Arrival.DIFFERS
