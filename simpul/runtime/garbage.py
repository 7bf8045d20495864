"""Garbage collected by the clock instead of by allocation, in processes that hold many records in flight."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator

COLLECT_S = 10.0


@contextlib.asynccontextmanager
async def collected_by_clock() -> AsyncIterator[None]:
    """Turn automatic collection off meanwhile: it looks at all records in flight again and again (a fifth of all time).

    What a worker or an adapter allocates is freed by reference counts; the few cycles are collected every ten seconds.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    collecting = asyncio.create_task(_collect())
    try:
        yield
    finally:
        collecting.cancel()
        gc.enable()
        gc.unfreeze()


async def _collect() -> None:
    while True:
        await asyncio.sleep(COLLECT_S)
        gc.collect()
