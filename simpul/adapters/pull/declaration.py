"""What an adapter author says of a foreign service that is asked page by page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from simpul.adapters.mapping import Row, Said
from simpul.adapters.pull.paging import Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class PulledPages:
    """The items of one address, and what they mean.

    Attributes:
        system: id of the source system.
        table: the name of what the items are; it is part of the ids of the events.
        items: the field of a page that lists them, names joined by dots.
        key: the fields that tell the items apart.
        place: the field by which people find an item that is flagged; never a number of a person.
        says: the events of an item; raises `Rejected` where there are none.
        paging: how one page leads to the next.
        every: the pause between two rounds.
        pause: the least time between two requests.
        key_header: the header that carries the key of the service.
        key_form: its value, the key being `{key}`.
    """

    system: int
    table: str
    items: str
    key: tuple[str, ...]
    place: str
    says: Callable[[Row], Iterable[Said]]
    paging: Paging
    every: timedelta = timedelta(minutes=15)
    pause: timedelta = timedelta(milliseconds=200)
    key_header: str = "Authorization"
    key_form: str = "Bearer {key}"
