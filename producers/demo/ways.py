"""How an event of the day is handed to the system it happens in: to the SDK, or to a clerk at a database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import TypeAlias

from sqlalchemy import Connection, create_engine

from producers.demo.transaction import transaction
from simpul.adapters import Emission
from simpul.catalogue import Catalogue
from simpul.contracts import Contracts
from simpul.sdk import Producer
from simpul.settings import Settings

# What comes of the call is done when the system has the event for good.
Way: TypeAlias = Callable[[Emission], Awaitable[Awaitable[object]]]


@contextmanager
def clerk(url: str, enter: Callable[[Connection, Emission], None]) -> Iterator[Way]:
    """A clerk who enters one event after another into a database, each in a transaction of its own.

    Raises (when what was handed over is awaited):
        LocalBusError: the database does not take it.
    """
    engine = create_engine(url)
    desk = ThreadPoolExecutor(1, thread_name_prefix="clerk")

    def work(emission: Emission) -> None:
        with transaction(engine) as database:
            enter(database, emission)

    async def hand(emission: Emission) -> Awaitable[object]:
        return asyncio.get_running_loop().run_in_executor(desk, work, emission)

    try:
        yield hand
    finally:
        desk.shutdown(cancel_futures=True)
        engine.dispose()


@asynccontextmanager
async def sdk(
    systems: Iterable[int], *, settings: Settings, contracts: Contracts, catalogue: Catalogue
) -> AsyncIterator[Way]:
    """The producers of these systems."""
    producers = {
        system: Producer(settings=settings, system=system, contracts=contracts, catalogue=catalogue)
        for system in systems
    }

    async def hand(emission: Emission) -> Awaitable[object]:
        return await producers[emission.system].send(emission.event, **emission.circumstances(synthetic=True))

    async with _opened(producers.values()):
        yield hand


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
