"""A reader at a sand gate that is offline for days loses no tap and sends none twice."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from producers.bprd.sand_gate import Gate, Sent
from simpul.contracts import load_contracts
from tests.adapters.http.served import KEYS, SAND, served

START = datetime(2026, 7, 6, 2, tzinfo=UTC)
CONTRACT = load_contracts().latest("SandTruckTapped")
TAP = {name: value for name, value in CONTRACT.example.items() if name != "tapped_at"}


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """A reader that reaches nobody."""
    reader = Gate(tmp_path / "taps.db", address="http://127.0.0.1:9/v1/events", key=KEYS[SAND])
    yield reader
    reader.close()


def tap_for_days(gate: Gate, *, days: int, a_day: int) -> None:
    """The trucks of some days."""
    for number in range(days * a_day):
        gate.tapped(TAP, at=START + timedelta(days=number / a_day))


def test_taps_wait_while_nobody_answers(gate: Gate) -> None:
    tap_for_days(gate, days=3, a_day=50)

    assert gate.send() == Sent(0, 0, 150)


def test_taps_outlive_the_readers_power(gate: Gate, tmp_path: Path) -> None:
    tap_for_days(gate, days=1, a_day=20)
    gate.close()

    again = Gate(tmp_path / "taps.db", address="http://127.0.0.1:9/v1/events", key=KEYS[SAND])

    assert again.send().waiting == 20
    again.close()


async def test_all_of_it_goes_out_in_order_when_the_network_is_back(gate: Gate, tmp_path: Path) -> None:
    tap_for_days(gate, days=5, a_day=100)
    async with served(tmp_path / "bus") as ingest:
        gate._address = f"{ingest.url}/v1/events"

        sent = await asyncio.to_thread(_in_a_thread_of_its_own, gate, tmp_path)

        kept = await ingest.kept()
    assert sent == Sent(500, 0, 0)
    assert len({record.event_id for record in kept}) == len(kept) == 500
    times = [dict(record.headers)["ce_time"] for record in kept]
    assert times == sorted(times)


async def test_a_tap_whose_answer_was_lost_makes_no_double(gate: Gate, tmp_path: Path) -> None:
    tap_for_days(gate, days=1, a_day=10)
    async with served(tmp_path / "bus") as ingest:
        gate._address = f"{ingest.url}/v1/events"
        events = [event for (event,) in gate._taps.execute("SELECT event FROM waiting")]
        await ingest.of(SAND).post(f"[{','.join(events)}]".encode())

        sent = await asyncio.to_thread(_in_a_thread_of_its_own, gate, tmp_path)

        waiting = ingest.spool.waiting
    assert (sent, waiting) == (Sent(10, 0, 0), 10)


async def test_a_tap_that_is_wrong_is_kept_with_the_reason_and_holds_up_no_other(gate: Gate, tmp_path: Path) -> None:
    gate.tapped(TAP | {"commodity": 7}, at=START)
    gate.tapped(TAP, at=START)
    async with served(tmp_path / "bus") as ingest:
        gate._address = f"{ingest.url}/v1/events"

        sent = await asyncio.to_thread(_in_a_thread_of_its_own, gate, tmp_path)

    assert sent == Sent(1, 1, 0)
    [(reason,)] = gate._taps.execute("SELECT reason FROM refused")
    assert reason


def _in_a_thread_of_its_own(gate: Gate, folder: Path) -> Sent:
    """What sending gives; SQLite's connections stay in their thread."""
    reader = Gate(folder / "taps.db", address=gate._address, key=KEYS[SAND])
    try:
        return reader.send()
    finally:
        reader.close()
