"""Garbage is collected by the clock, and as before once that is over."""

import asyncio
import gc
import weakref

import pytest

from simpul.runtime import garbage


class Knot:
    """Holds itself, so that no reference count frees it."""

    def __init__(self) -> None:
        self.itself = self


async def test_a_cycle_is_freed_by_the_clock_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "COLLECT_S", 0.01)
    async with garbage.collected_by_clock():
        by_allocation = gc.isenabled()
        freed = asyncio.Event()
        weakref.finalize(Knot(), freed.set)
        await asyncio.wait_for(freed.wait(), 10)

    assert not by_allocation
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
