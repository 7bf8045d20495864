"""A department goes on working while its table is read."""

import asyncio
import random

import pytest

from tests.adapters.in_memory import Relayed
from tests.adapters.snapshot.pbb import Register, folded, source

OBJECTS = 120
CHANGES = 400


def work(register: Register, seed: int) -> None:
    """Create, change and delete objects, each by a transaction of its own."""
    chance = random.Random(seed)  # noqa: S311  # seeded, not secret
    for _ in range(CHANGES):
        number = chance.randrange(OBJECTS) * 2 + seed  # writers do not wait for each other
        if chance.random() < 0.3:
            register.remove(number)
        else:
            register.put(number, njop=chance.randrange(1, 1_000))


@pytest.mark.parametrize("register", ["postgres", "mariadb"], indirect=True)
async def test_nothing_that_changes_during_the_reading_is_missed(register: Register) -> None:
    register.fill(range(OBJECTS * 2))
    relayed = Relayed()
    writers = [asyncio.create_task(asyncio.to_thread(work, register, seed)) for seed in (0, 1)]
    rounds = 0

    while not all(writer.done() for writer in writers):
        await relayed.run(source(register.url, accept_deletions=True, piece=7))
        rounds += 1
    await asyncio.gather(*writers)
    await relayed.run(source(register.url, accept_deletions=True))

    assert rounds > 1
    assert folded(relayed) == register.rows()
    assert len(set(relayed.event_ids)) == len(relayed.event_ids)
