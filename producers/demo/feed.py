"""Lets a day happen, slowly first and then at an even pace, each event in the system it belongs to."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from producers.demo.origin import Origin, origin_of
from producers.demo.ways import Way
from simpul.adapters import Emission

STEP_S = 0.005  # events due within a step go together: a shorter sleep takes as long
DAWN_S = 4.0  # seconds until the full pace: a broker that has just started is slow, and a day begins so too
FIRST_SHARE = 0.1  # of the full pace, at the start


async def feed(
    arrivals: Sequence[Emission], *, per_second: float, ways: Mapping[Origin, Way], advance: Callable[[], None]
) -> None:
    """Return once every event has landed: the SDK's on the bus, the others in their databases.

    Raises:
        SimpulError: one did not; the first one's reason.
    """
    handed: list[Awaitable[object]] = []
    started = time.monotonic()
    for number, emission in enumerate(arrivals):
        ahead = started + due_s(number, per_second=per_second) - time.monotonic()
        if ahead > STEP_S:
            await asyncio.sleep(ahead)
        handed.append(await ways[origin_of(emission)](emission))
        advance()
    for one in handed:
        await one


def due_s(number: int, *, per_second: float) -> float:
    """Seconds from the start at which the event of this number (from 0) is due.

    The pace rises evenly from `FIRST_SHARE` of `per_second` to all of it within `DAWN_S`.
    """
    full = number / per_second
    by_dawn = DAWN_S * (1 + FIRST_SHARE) / 2
    if full >= by_dawn:
        return DAWN_S + full - by_dawn
    rise = (1 - FIRST_SHARE) / DAWN_S
    return (math.sqrt(FIRST_SHARE**2 + 2 * rise * full) - FIRST_SHARE) / rise
