"""How long a service is left alone before it is asked again; pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_S = 1.0
LONGEST_S = 300.0
LONGEST_ASKED_FOR_S = 3_600.0


def seconds_until_next(*, failures: int, retry_after: str | None, now: datetime, chance: float) -> float:
    """The seconds to wait: as the service asks, or twice as long as the last time and somewhat at random.

    Args:
        failures: how often it has failed in a row, from 1.
        retry_after: its header, seconds or a date.
        now: for a date.
        chance: from 0 to 1; keeps many that failed at once from coming back at once.
    """
    asked = None if retry_after is None else _asked_for(retry_after, now)
    if asked is not None:
        return min(max(asked, 0.0), LONGEST_ASKED_FOR_S)
    doubled = FIRST_S * 2.0 ** min(failures - 1, 16)
    return min(doubled, LONGEST_S) * (0.5 + chance / 2)


def _asked_for(retry_after: str, now: datetime) -> float | None:
    text = retry_after.strip()
    if text.isdecimal():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds()
