"""Publishes a day, slowly first and then at an even pace, each event by the producer of its own system."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager

from simpul.adapters import Emission
from simpul.catalogue import Catalogue
from simpul.contracts import Contracts
from simpul.sdk import Producer, Sent
from simpul.settings import Settings

STEP_S = 0.005  # events due within a step go together: a shorter sleep takes as long
DAWN_S = 4.0  # seconds until the full pace: a broker that has just started is slow, and a day begins so too
FIRST_SHARE = 0.1  # of the full pace, at the start


async def feed(
    arrivals: Sequence[Emission],
    *,
    per_second: float,
    settings: Settings,
    contracts: Contracts,
    catalogue: Catalogue,
    advance: Callable[[], None],
) -> None:
    """Return once every event has landed.

    Raises:
        SimpulError: one did not; the first one's reason.
    """
    producers = {
        system: Producer(settings=settings, system=system, contracts=contracts, catalogue=catalogue)
        for system in sorted({emission.system for emission in arrivals})
    }
    async with _opened(producers.values()):
        sent: list[Sent] = []
        started = time.monotonic()
        for number, emission in enumerate(arrivals):
            ahead = started + due_s(number, per_second=per_second) - time.monotonic()
            if ahead > STEP_S:
                await asyncio.sleep(ahead)
            how = emission.circumstances(synthetic=True)
            sent.append(await producers[emission.system].send(emission.event, **how))
            advance()
        for one in sent:
            await one


@asynccontextmanager
async def _opened(producers: Collection[Producer]) -> AsyncIterator[None]:
    """All opened and closed at once: where Kafka is gone, thirty producers give up in the time of one."""
    opening = await asyncio.gather(*(producer.__aenter__() for producer in producers), return_exceptions=True)
    failed = [problem for problem in opening if isinstance(problem, BaseException)]
    opened = [producer for producer in opening if isinstance(producer, Producer)]
    try:
        if failed:
            raise failed[0]  # noqa: TRY301  # what has been opened is closed below, as after any other failure
        yield
    except BaseException as problem:
        kind, trace = type(problem), problem.__traceback__
        await asyncio.gather(*(one.__aexit__(kind, problem, trace) for one in opened), return_exceptions=True)
        raise
    await asyncio.gather(*(one.__aexit__(None, None, None) for one in opened))


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
