"""Days, months and working days in local time."""

from datetime import UTC, date, datetime

import pytest

from simpul.flows import WIB, WorkingDays, age_on, first_of_next_month, local_date, midnight, month_of

DAYS = WorkingDays({date(2026, 6, 1)})  # a Monday


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("given", "begins"),
    [
        ("2026-07-06 09:00", "2026-07-06 09:00"),
        ("2026-07-06 16:00", "2026-07-06 16:00"),
        ("2026-07-06 16:01", "2026-07-07 08:00"),
        ("2026-07-06 07:59", "2026-07-06 08:00"),
        ("2026-07-04 12:00", "2026-07-06 08:00"),
        ("2026-05-29 17:00", "2026-06-02 08:00"),
    ],
)
def test_a_term_begins_in_working_hours(given: str, begins: str) -> None:
    assert DAYS.start(local(given)) == local(begins)


@pytest.mark.parametrize(
    ("given", "days", "due"),
    [
        ("2026-07-06 09:30", 1, "2026-07-07 09:30"),
        ("2026-07-03 16:00", 1, "2026-07-06 16:00"),
        ("2026-05-29 10:00", 2, "2026-06-03 10:00"),
        ("2026-07-04 12:00", 5, "2026-07-13 08:00"),
    ],
)
def test_working_days_keep_the_time_of_day(given: str, days: int, due: str) -> None:
    assert DAYS.after(local(given), days=days) == local(due)


def test_an_instant_of_the_night_is_of_the_next_local_day() -> None:
    assert local_date(datetime(2026, 6, 30, 17, tzinfo=UTC)) == date(2026, 7, 1)
    assert midnight(date(2026, 7, 1)) == datetime(2026, 6, 30, 17, tzinfo=UTC)


def test_months_follow_each_other_over_the_year() -> None:
    assert month_of(date(2026, 7, 31)) == "2026-07"
    assert first_of_next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert first_of_next_month(date(2026, 1, 31)) == date(2026, 2, 1)


@pytest.mark.parametrize(("day", "years"), [(date(2026, 6, 27), 16), (date(2026, 6, 28), 17), (date(2026, 6, 29), 17)])
def test_age_is_in_full_years(day: date, years: int) -> None:
    assert age_on(day, born=date(2009, 6, 28)) == years
