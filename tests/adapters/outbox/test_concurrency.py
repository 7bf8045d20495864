"""Many writers at once, who also roll back, and a relay that is killed again and again: each row once, in order."""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from uuid import NAMESPACE_OID, UUID, uuid5

import pytest

from tests.adapters.in_memory import Relayed
from tests.adapters.outbox.department import Department, event_id, publish_and_die, write

AGGREGATES = ("a", "b", "c", "d")
WRITERS = 5
TRANSACTIONS = 15


def row_id(aggregate: str, number: int) -> UUID:
    """The id of the row that an aggregate's n-th change wrote."""
    return uuid5(NAMESPACE_OID, f"{aggregate}/{number}")


def make_counters(department: Department) -> None:
    """A business table: a change of an aggregate takes its next number, under the lock of its row."""
    department.run(
        "CREATE TABLE counters (aggregate VARCHAR(9) PRIMARY KEY, n INT NOT NULL)",
        *(f"INSERT INTO counters VALUES ('{aggregate}', 0)" for aggregate in AGGREGATES),  # noqa: S608  # fixed names
    )


def change(department: Department, chance: random.Random) -> None:
    """One transaction of the department's program: one or two aggregates, in one order, then perhaps a roll back."""
    with department.connect() as connection:
        for aggregate in sorted(chance.sample(AGGREGATES, chance.choice((1, 1, 2)))):
            connection.exec_driver_sql("UPDATE counters SET n = n + 1 WHERE aggregate = %s", (aggregate,))
            number = connection.exec_driver_sql(
                "SELECT n FROM counters WHERE aggregate = %s", (aggregate,)
            ).scalar_one()
            time.sleep(chance.random() * 0.004)
            write(connection, aggregate=aggregate, row=row_id(aggregate, number))
        time.sleep(chance.random() * 0.004)
        if chance.random() < 0.25:
            connection.rollback()
        else:
            connection.commit()


@pytest.fixture
def writers(department: Department) -> Iterator[list[threading.Thread]]:
    """The department's programs, at work."""
    make_counters(department)

    def work(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  # seeded, not secret
        for _ in range(TRANSACTIONS):
            change(department, chance)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(WRITERS)]
    for thread in threads:
        thread.start()
    yield threads
    for thread in threads:
        thread.join()


def expected(department: Department) -> dict[str, list[str]]:
    """The events of each aggregate, in the order of its changes."""
    counters = department.run("SELECT aggregate, n FROM counters")
    return {
        str(aggregate): [event_id(row_id(str(aggregate), number)) for number in range(1, int(str(n)) + 1)]
        for aggregate, n in counters
    }


def published(relayed: Relayed, wanted: dict[str, list[str]]) -> dict[str, list[str]]:
    """The events that were published of each aggregate, in that order."""
    aggregate_of = {event: aggregate for aggregate, events in wanted.items() for event in events}
    found: dict[str, list[str]] = defaultdict(list)
    for event in relayed.event_ids:
        found[aggregate_of[event]].append(event)
    return found


async def test_every_committed_row_is_published_once_and_in_the_order_of_its_aggregate(
    department: Department, writers: list[threading.Thread]
) -> None:
    chance = random.Random(7)  # noqa: S311  # the same
    relayed = Relayed()

    while any(thread.is_alive() for thread in writers):
        killed_at = chance.choice(("commit", "reading", "never"))
        if killed_at == "commit":
            await publish_and_die(relayed, department.relay(batch_rows=chance.randint(1, 5)))
        else:
            batches = chance.randint(1, 3) if killed_at == "reading" else None
            await relayed.run(department.relay(batch_rows=chance.randint(1, 5)), batches=batches)
    await relayed.run(department.relay())

    wanted = expected(department)
    assert sum(map(len, wanted.values())) > 50
    assert published(relayed, wanted) == wanted
    assert department.count("outbox") == 0


async def test_two_relays_keep_the_order_of_each_aggregate(
    department: Department, writers: list[threading.Thread]
) -> None:
    both = [Relayed(), Relayed()]

    while any(thread.is_alive() for thread in writers):
        for share, relayed in enumerate(both):
            await relayed.run(department.relay(share=share, shares=2, batch_rows=3), batches=1)
    for share, relayed in enumerate(both):
        await relayed.run(department.relay(share=share, shares=2))

    wanted = expected(department)
    first, second = (published(relayed, wanted) for relayed in both)
    assert first.keys().isdisjoint(second)
    assert first | second == wanted
