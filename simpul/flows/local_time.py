"""Days, months and working days in local time (WIB), as the flows count them (flows.yaml R12, R13)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, timezone

WIB = timezone(timedelta(hours=7))
OPENS, CLOSES = time(8), time(16)  # both inclusive
SATURDAY = 5


def local_date(instant: datetime) -> date:
    """The day of an instant."""
    return instant.astimezone(WIB).date()


def midnight(day: date) -> datetime:
    """00:00 of a day."""
    return datetime.combine(day, time(0), WIB)


def month_of(day: date) -> str:
    """The month of a day, as 2026-07."""
    return day.isoformat()[:7]


def first_of_next_month(day: date) -> date:
    """Day 1 of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def age_on(day: date, *, born: date) -> int:
    """Full years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class WorkingDays:
    """Monday to Friday but for holidays, 08:00 to 16:00."""

    def __init__(self, holidays: Collection[date]) -> None:
        self._holidays = frozenset(holidays)

    def start(self, instant: datetime) -> datetime:
        """When a term begins: the instant itself in working hours, else the next 08:00 of a working day."""
        local = instant.astimezone(WIB)
        if self._works(local.date()) and local.time() <= CLOSES:
            return max(local, datetime.combine(local.date(), OPENS, WIB))
        return datetime.combine(self._next(local.date()), OPENS, WIB)

    def after(self, instant: datetime, *, days: int) -> datetime:
        """So many working days after the start of a term, at the same time of day."""
        begun = self.start(instant)
        day = begun.date()
        for _ in range(days):
            day = self._next(day)
        return datetime.combine(day, begun.time(), WIB)

    def _next(self, day: date) -> date:
        day += timedelta(days=1)
        while not self._works(day):
            day += timedelta(days=1)
        return day

    def _works(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self._holidays
