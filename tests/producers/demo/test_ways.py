"""A clerk enters what is handed over in its order, each event for itself, and says what a database did not take."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from producers.demo.ways import clerk
from simpul.adapters import Emission
from simpul.errors import LocalBusError
from tests.producers.demo.planned import plan

EMISSIONS = plan().arrivals[:20]


def enter(database: Connection, emission: Emission) -> None:
    database.execute(text("INSERT INTO entered VALUES (:id)"), {"id": str(emission.event_id)})


def enter_and_fail(database: Connection, emission: Emission) -> None:
    enter(database, emission)
    database.execute(text("INSERT INTO nowhere VALUES (1)"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    engine = create_engine(f"sqlite:///{tmp_path}/office")
    with engine.begin() as database:
        database.execute(text("CREATE TABLE entered (id TEXT)"))
    engine.dispose()
    return f"sqlite:///{tmp_path}/office"


def entered(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as database:
        found = [str(row[0]) for row in database.execute(text("SELECT id FROM entered ORDER BY rowid"))]
    engine.dispose()
    return found


async def test_what_is_handed_over_is_entered_in_its_order(url: str) -> None:
    with clerk(url, enter) as hand:
        await asyncio.gather(*[await hand(emission) for emission in EMISSIONS])

    assert entered(url) == [str(emission.event_id) for emission in EMISSIONS]


async def test_a_transaction_that_fails_leaves_nothing_and_is_named(url: str) -> None:
    with clerk(url, enter_and_fail) as hand:
        failing = await hand(EMISSIONS[0])
        with pytest.raises(LocalBusError, match="does not take part"):
            await failing

    assert entered(url) == []
