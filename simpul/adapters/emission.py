"""An event that a producer is about to publish, with everything that is said of it."""

from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple
from uuid import UUID

from simpul.events import Event
from simpul.sdk import Circumstances

WIB = timezone(timedelta(hours=7), "WIB")


class Emission(NamedTuple):
    """One event of one source system; its id is computed, so that reading the source again gives the same event.

    `value` is the event as its record holds it, where it has been written before (`simpul.sdk.encoded`).
    """

    system: int
    event: Event
    event_id: UUID
    occurred_at: datetime
    registered_at: datetime
    supersedes: UUID | None = None
    cancels: UUID | None = None
    region_code: str | None = None
    value: bytes | None = None

    def circumstances(self, *, synthetic: bool) -> Circumstances:
        """What `Producer.send` is told besides the event."""
        return {
            "event_id": self.event_id,
            "occurred_at": self.occurred_at,
            "registered_at": self.registered_at,
            "supersedes": self.supersedes,
            "cancels": self.cancels,
            "region_code": self.region_code,
            "synthetic": synthetic,
        }


def start_of(day: date) -> datetime:
    """The instant that stands for a fact of which only the day is known: 00:00 WIB."""
    return datetime.combine(day, time(), WIB)
