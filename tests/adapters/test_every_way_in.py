"""What every way in promises, whatever the system behind it."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simpul.local.databases import make_database
from tests.adapters.in_memory import Relayed
from tests.adapters.outbox.department import Department
from tests.adapters.snapshot.pbb import Register
from tests.adapters.ways_in import DroppedFiles, Letters, Objects, System, answers, readers

NUMBERS = range(1, 8)


@pytest.fixture(
    params=["files", "outbox, postgres", "outbox, mariadb", "snapshot, postgres", "snapshot, mariadb", "HTTP", "pull"]
)
async def system(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[System]:
    """A system that has said nothing yet."""
    way, _, server = request.param.partition(", ")
    url = make_database(request.getfixturevalue(server), name=f"way_{secrets.token_hex(4)}") if server else ""
    match way:
        case "files":
            yield DroppedFiles(tmp_path / "drop")
        case "outbox":
            department = Department(url)
            department.make_tables()
            yield Letters(department)
        case "snapshot":
            register = Register(url)
            register.create()
            yield Objects(register)
            register.engine.dispose()
        case "HTTP":
            async with readers(tmp_path) as reading:
                yield reading
        case _:
            async with answers() as answering:
                yield answering


async def test_what_the_system_says_goes_out_once_and_in_order(system: System) -> None:
    relayed = Relayed()
    await system.say(NUMBERS)
    await relayed.run(system.source())
    again = len(relayed.batches)
    await relayed.run(system.source())

    assert system.said(relayed) == [*NUMBERS]
    assert sum(len(batch.emissions) for batch in relayed.batches[again:]) == 0


async def test_it_goes_out_in_several_transactions(system: System) -> None:
    relayed = Relayed()
    await system.say(NUMBERS)
    await relayed.run(system.source())

    assert sum(bool(batch.emissions) for batch in relayed.batches) > 1
    assert sum(batch.rows for batch in relayed.batches) == len(NUMBERS)


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize("batches", [0, 1, 2, 3])
async def test_wherever_it_is_killed_nothing_is_missing_and_nothing_doubled(
    system: System,
    settled: bool,  # noqa: FBT001  # pytest gives it by name
    batches: int,
) -> None:
    relayed = Relayed()
    await system.say(NUMBERS[:4])
    await relayed.run(system.source(), batches=batches, settled=settled)
    await system.say(NUMBERS[4:])
    await relayed.run(system.source(), batches=batches, settled=settled)
    await relayed.run(system.source())

    assert system.said(relayed) == [*NUMBERS]


async def test_killed_after_every_single_commit_it_comes_to_the_end(system: System) -> None:
    relayed = Relayed()
    await system.say(NUMBERS)
    for _ in range(2 * len(NUMBERS)):
        await relayed.run(system.source(), batches=1, settled=False)
    await relayed.run(system.source())

    assert system.said(relayed) == [*NUMBERS]


async def test_what_it_says_later_follows_and_the_rest_is_not_said_again(system: System) -> None:
    relayed = Relayed()
    for number in NUMBERS:
        await system.say([number])
        await relayed.run(system.source())

    assert system.said(relayed) == [*NUMBERS]


async def test_of_what_is_wrong_one_is_told_once_and_the_rest_goes_out(system: System) -> None:
    relayed = Relayed()
    await system.say([1, 2])
    await system.say([3], wrong=True)
    await system.say([4, 5])
    await relayed.run(system.source())
    await relayed.run(system.source())

    assert system.said(relayed) == [1, 2, 4, 5]
    assert system.rejected(relayed) == 1
