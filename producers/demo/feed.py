"""Publishes a day at an even pace, each event by the producer of its own system."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from producers.emission import Emission
from simpul.catalogue import Catalogue
from simpul.contracts import Contracts
from simpul.sdk import Producer, Sent
from simpul.settings import Settings

STEP_S = 0.005  # events due within a step go together: a shorter sleep takes as long


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
    async with AsyncExitStack() as stack:
        producers = {
            system: Producer(settings=settings, system=system, contracts=contracts, catalogue=catalogue)
            for system in sorted({emission.system for emission in arrivals})
        }
        await asyncio.gather(*(stack.enter_async_context(producer) for producer in producers.values()))
        sent: list[Sent] = []
        started = time.monotonic()
        for number, emission in enumerate(arrivals):
            ahead = started + number / per_second - time.monotonic()
            if ahead > STEP_S:
                await asyncio.sleep(ahead)
            how = emission.circumstances(synthetic=True)
            sent.append(await producers[emission.system].send(emission.event, **how))
            advance()
        for one in sent:
            await one
