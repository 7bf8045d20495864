"""Rows that are gone all at once: a person is asked before anything is said of it."""

import pytest

from simpul.errors import SuddenLoss
from tests.adapters.in_memory import Relayed
from tests.adapters.snapshot.pbb import Register, folded, nop_of, source


async def watched(register: Register, numbers: range) -> Relayed:
    """What has been published of a table with these objects."""
    register.fill(numbers)
    relayed = Relayed()
    await relayed.run(source(register.url))
    return relayed


async def test_a_sudden_loss_is_a_question(register: Register) -> None:
    relayed = await watched(register, range(100))
    register.remove(*range(21))
    before = relayed.event_ids

    with pytest.raises(SuddenLoss, match=r"^21 rows of pbb_objek are gone .* 79 are there.*--accept-deletions "):
        await relayed.run(source(register.url))

    assert relayed.event_ids == before


async def test_changes_are_said_although_a_loss_is_asked_about(register: Register) -> None:
    relayed = await watched(register, range(100))
    register.remove(*range(21))
    register.put(50, njop=5)

    with pytest.raises(SuddenLoss):
        await relayed.run(source(register.url))

    assert folded(relayed) == dict.fromkeys(map(nop_of, range(100)), 1_000) | register.rows()


async def test_an_accepted_loss_is_said(register: Register) -> None:
    relayed = await watched(register, range(100))
    register.remove(*range(21))

    await relayed.run(source(register.url, accept_deletions=True))

    assert folded(relayed) == register.rows()


async def test_what_was_accepted_holds_for_one_round(register: Register) -> None:
    relayed = await watched(register, range(100))
    accepting = source(register.url, accept_deletions=True)
    register.remove(*range(21))
    await relayed.run(accepting)
    register.remove(*range(21, 60))

    with pytest.raises(SuddenLoss):
        await relayed.run(accepting)


async def test_few_rows_go_without_a_question(register: Register) -> None:
    relayed = await watched(register, range(30))
    register.remove(*range(20))

    await relayed.run(source(register.url))

    assert folded(relayed) == register.rows()


async def test_a_small_share_goes_without_a_question(register: Register) -> None:
    relayed = await watched(register, range(600))
    register.remove(*range(30))

    await relayed.run(source(register.url, piece=200))

    assert folded(relayed) == register.rows()


async def test_an_emptied_table_is_a_question_however_small(register: Register) -> None:
    relayed = await watched(register, range(2))
    register.remove(0, 1)

    with pytest.raises(SuddenLoss, match=r"^2 rows of pbb_objek are gone"):
        await relayed.run(source(register.url))


async def test_a_table_that_was_always_empty_is_none(register: Register) -> None:
    relayed = Relayed()

    await relayed.run(source(register.url))

    assert relayed.event_ids == []
