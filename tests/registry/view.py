"""A registry view on a free port of this machine, in a thread of its own, for clients that block."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from simpul.contracts import Contracts
from simpul.registry import make_app
from simpul.serving import served


@contextmanager
def running_view(contracts: Contracts) -> Iterator[str]:
    """The address of a view that serves while the block runs."""
    address: SimpleQueue[str] = SimpleQueue()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def view() -> None:
        async with served(make_app(contracts), host="127.0.0.1", port=0, setting="none") as url:
            address.put(url)
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(view(),))
    thread.start()
    try:
        yield address.get(timeout=10)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=10)
        loop.close()
