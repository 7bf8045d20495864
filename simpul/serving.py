"""An HTTP server for as long as a block runs, and the signals that end a process."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from simpul.errors import SettingError

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@asynccontextmanager
async def served(app: web.Application, *, host: str, port: int, setting: str) -> AsyncIterator[str]:
    """Serve meanwhile, and finish the requests that are being answered; gives the address, as http://127.0.0.1:8080.

    Args:
        app: what is served.
        host: address to listen on.
        port: 0 takes a free one.
        setting: by which a person chooses another port.

    Raises:
        SettingError: the port is taken.
    """
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as problem:
            raise SettingError(
                f"port {port} of {host} cannot be listened on ({problem.strerror}): set {setting} to another, or to 0 "
                "for a free one"
            ) from problem
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def told_to_end() -> asyncio.Event:
    """What is set when the process is told to end (SIGTERM, SIGINT); to be asked for within its loop."""
    told = asyncio.Event()
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told
