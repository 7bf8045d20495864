"""An HTTP server for as long as a block runs, and the signals that end a process."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
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
            # asyncio puts a sentence of its own in the place of the system's.
            why = problem.strerror if isinstance(problem, socket.gaierror) else os.strerror(problem.errno or 0)
            raise SettingError(
                f"{host}:{port} cannot be listened on ({why}): set {setting} to another port, or to 0 for a free one"
            ) from problem
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def when_told_to_end(call: Callable[[], object]) -> None:
    """From now on a signal to end (SIGTERM, SIGINT) calls this within the running loop, and does nothing else."""
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, call)
