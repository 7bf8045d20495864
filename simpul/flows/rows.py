"""Rows: an event with its corrections and its cancellation, whichever of them comes first (flows.yaml R2, R3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypedDict, TypeVar

from simpul.events import Event

E_co = TypeVar("E_co", bound=Event, covariant=True)


class RowData(TypedDict):
    """A row as it is kept and sent: the event that gives its values, and the place its first event gives it.

    `id` is that of the chain's first event; times are milliseconds since 1970 UTC.
    """

    id: str
    event_id: str
    value: bytes
    registered_ms: int
    published_ms: int
    offset: int


class Member(TypedDict):
    """One event of a chain; `names` is the event it corrects, None for the chain's first."""

    event_id: str
    names: str | None
    value: bytes
    registered_ms: int
    published_ms: int
    offset: int


class Chain(TypedDict):
    """What is known under one event id.

    `root` is the chain this event turned out to be a correction in; then nothing else is kept here. `shown` is the row
    that tables were last told of.
    """

    root: str | None
    is_cancelled: bool
    members: list[Member]
    shown: RowData | None
    day: int


@dataclass(frozen=True, slots=True)
class Row(Generic[E_co]):
    """A standing row with its typed event, as the steps of a flow see it; a case of a step before is one, too (R9)."""

    event: E_co
    registered_at: datetime
    kept: RowData

    @property
    def id(self) -> str:
        """The id of the chain's first event."""
        return self.kept["id"]

    @property
    def event_id(self) -> str:
        """The id of the event that gave the values."""
        return self.kept["event_id"]

    @property
    def place(self) -> tuple[int, int, int, str]:
        """Where it stands among others (R3): by registered time, then in the order of publishing."""
        return place_of(self.kept)


def new_chain() -> Chain:
    """A chain of which nothing is known yet."""
    return Chain(root=None, is_cancelled=False, members=[], shown=None, day=0)


def admit(chain: Chain, members: Iterable[Member]) -> bool:
    """Add events to a chain; whether any of them was new and still counts."""
    known = {member["event_id"] for member in chain["members"]}
    fresh = [member for member in members if member["event_id"] not in known]
    if chain["is_cancelled"]:  # for good
        return False
    chain["members"] += fresh
    return bool(fresh)


def cancel(chain: Chain) -> bool:
    """Remove the whole row, for good; whether it was not removed before. The values are not kept."""
    if chain["is_cancelled"]:
        return False
    chain["is_cancelled"] = True
    chain["members"] = []
    return True


def standing(chain_id: str, chain: Chain) -> RowData | None:
    """The row that a chain makes: the values of its last correction at the place of its first event.

    The last one is not corrected by another; where there are several such, the newest. While the first event has not
    come, the correction that names it holds its place.
    """
    members = chain["members"]
    if not members:
        return None
    corrected = {member["names"] for member in members}
    last = max((one for one in members if one["event_id"] not in corrected), key=_order, default=members[-1])
    first = min(members, key=lambda one: (one["names"] is not None, one["names"] != chain_id, _order(one)))
    return RowData(
        id=chain_id,
        event_id=last["event_id"],
        value=last["value"],
        registered_ms=first["registered_ms"],
        published_ms=first["published_ms"],
        offset=first["offset"],
    )


def place_of(row: RowData) -> tuple[int, int, int, str]:
    """Where a row stands among others: by registered time, then in the order of publishing."""
    return (row["registered_ms"], row["published_ms"], row["offset"], row["id"])


def _order(member: Member) -> tuple[int, int, int, str]:
    return (member["registered_ms"], member["published_ms"], member["offset"], member["event_id"])
