"""Any history of a table is said as whoever compares its rounds by hand would say it."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.adapters.in_memory import Relayed
from tests.adapters.snapshot.pbb import Register, folded, ids, nop_of, said, source

State = dict[int, int | None]  # the value of each object; one without value cannot be said
STATES = st.lists(st.dictionaries(st.integers(0, 5), st.none() | st.integers(1, 2), max_size=6), max_size=6)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    opened = Register(f"sqlite:///{tmp_path_factory.mktemp('history')}/pbb.sqlite")
    opened.create()
    yield opened
    opened.engine.dispose()


def become(table: Register, state: State) -> None:
    """Make the table what it is in this state."""
    rows = [{"id": number, "nop": nop_of(number), "land_m2": 100, "njop": njop} for number, njop in state.items()]
    with table.engine.begin() as connection:
        connection.execute(text("DELETE FROM pbb_objek"))
        if rows:
            connection.execute(text("INSERT INTO pbb_objek VALUES (:id, :nop, :land_m2, :njop)"), rows)


def expected(states: list[State]) -> list[list[tuple[str, str, int]]]:
    """The events of each round, sorted."""
    said_of: dict[int, int] = {}
    before: State = {}
    rounds = []
    for state in states:
        changed = {number: njop for number, njop in state.items() if njop != before.get(number) and njop is not None}
        gone = said_of.keys() - state.keys()
        events = [("VALUE" if number in said_of else "NEW", f"{number:04d}", njop) for number, njop in changed.items()]
        events += [("REMOVED", f"{number:04d}", said_of[number]) for number in gone]
        rounds.append(sorted(events))
        before, said_of = state, {number: njop for number, njop in (said_of | changed).items() if number not in gone}
    return rounds


async def publish(table: Register, states: list[State], *, crashes: list[int]) -> tuple[Relayed, list[int]]:
    """What is published when one round follows each state, after so many crashes each; and how much by each."""
    relayed, counts = Relayed(), []
    for state, crashed in zip(states, [*crashes, *([0] * len(states))], strict=False):
        become(table, state)
        for _ in range(crashed):
            await relayed.run(source(table.url, accept_deletions=True, piece=2), batches=1, settled=False)
        await relayed.run(source(table.url, accept_deletions=True, piece=2))
        counts.append(len(said(relayed)))
    return relayed, counts


@settings(max_examples=25, deadline=None)
@given(states=STATES, crashes=st.lists(st.integers(0, 3), max_size=6))
def test_every_history_is_said_once_whatever_crashes(table: Register, states: list[State], crashes: list[int]) -> None:
    steady, counts = asyncio.run(publish(table, states, crashes=[]))
    crashing, _ = asyncio.run(publish(table, states, crashes=crashes))

    rounds = [sorted(said(steady)[start:stop]) for start, stop in pairwise([0, *counts])]
    assert rounds == expected(states)
    assert len(set(ids(steady))) == len(ids(steady))
    assert sorted(crashing.event_ids) == sorted(steady.event_ids)
    assert folded(crashing) == folded(steady)
