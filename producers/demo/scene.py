"""What the makers of events share while a day is made up: chance, the regency, and what has happened already."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeAlias

from avro_schemas.diskominfo import ComplaintSubmitted
from avro_schemas.dispendukcapil import DeathRegistered
from avro_schemas.setda import DispositionIssued, LetterReceived
from producers.demo.regency import Regency
from simpul.adapters import WIB, start_of
from simpul.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """An event of the day; `system` where not any of the publishing systems will do."""

    event: Event
    occurred_at: datetime
    registered_at: datetime
    region_code: str | None = None
    system: int | None = None


@dataclass(slots=True, kw_only=True)
class Scene:
    """The day while it is made up."""

    random: Random
    regency: Regency
    day: date
    number: int = 0
    deaths: list[DeathRegistered] = field(default_factory=list)
    letters: list[LetterReceived] = field(default_factory=list)
    dispositions: list[DispositionIssued] = field(default_factory=list)
    complaints: list[ComplaintSubmitted] = field(default_factory=list)

    def next_number(self) -> int:
        """The next running number of the day."""
        self.number += 1
        return self.number

    def moment(self, *, first: int = 7, last: int = 15) -> datetime:
        """A moment of the day in WIB, by default within office hours."""
        seconds = self.random.randrange(first * 3600, (last + 1) * 3600)
        return datetime.combine(self.day, time(), WIB) + timedelta(
            seconds=seconds, milliseconds=self.random.randrange(1000)
        )

    def after(self, earlier: datetime, *, hours: int) -> datetime:
        """A later moment, within so many hours and still on the day."""
        end = min(earlier + timedelta(hours=hours), datetime.combine(self.day, time(23, 59, 59), WIB))
        left = max(0, int((end - earlier).total_seconds() * 1000))
        return earlier + timedelta(milliseconds=self.random.randint(0, left))

    def days_ago(self, most: int) -> date:
        """A day not later than this one."""
        return self.day - timedelta(days=self.random.randint(0, most))


Maker: TypeAlias = Callable[[Scene], Fact]


def at(event: Event, moment: datetime, *, region: str | None = None, system: int | None = None) -> Fact:
    """A fact that became official the moment it happened."""
    return Fact(event=event, occurred_at=moment, registered_at=moment, region_code=region, system=system)


def on(event: Event, happened: date, official: date, *, region: str | None = None) -> Fact:
    """A fact of which only the days are known."""
    return Fact(event=event, occurred_at=start_of(happened), registered_at=start_of(official), region_code=region)
