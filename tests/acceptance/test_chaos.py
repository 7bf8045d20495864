"""A short run under fire, and the proof that its count finds what it is there to find."""

from dataclasses import dataclass

import pytest

from simpul.runtime import Position
from tests.acceptance.chaos.ledger import Dead, Ledger
from tests.acceptance.chaos.run import Order, run
from tests.acceptance.chaos.schedule import Blow, schedule

IN = Position("in", 0, 0)
DEAD = Dead("TOMBSTONE", b"k", None)


def parse(event_id: str) -> tuple[int, int, int]:
    source, key, number = event_id.split("-")
    return int(source), int(key), int(number)


@dataclass
class Run:
    """A ledger in which one event and one malformed record have gone right."""

    ledger: Ledger

    def __init__(self) -> None:
        self.ledger = Ledger(wanted_by=lambda _source, _key: frozenset({"desk"}), parse=parse)
        self.ledger.acknowledged(IN, "0-0-1")
        self.ledger.stands(IN, "0-0-1")
        self.ledger.acknowledged(IN._replace(offset=1), None)
        self.ledger.stands_malformed(IN._replace(offset=1), DEAD)

    def deliver(self, event_id: str = "0-0-1") -> None:
        self.ledger.delivered("out", 0, event_id=event_id, subscription="desk")

    def close(self, *, committed: int = 2) -> tuple[int, int, int]:
        verdict = self.ledger.close({("in", 0): committed})
        return verdict.missing, verdict.duplicated, verdict.disordered


def test_a_run_without_a_fault_counts_none() -> None:
    counted = Run()
    counted.deliver()
    counted.ledger.set_aside(IN._replace(offset=1), DEAD)

    assert counted.close() == (0, 0, 0)


def test_an_event_not_delivered_is_missing() -> None:
    counted = Run()
    counted.ledger.set_aside(IN._replace(offset=1), DEAD)

    assert counted.close() == (1, 0, 0)


def test_an_event_delivered_twice_is_duplicated() -> None:
    counted = Run()
    counted.deliver()
    counted.deliver()
    counted.ledger.set_aside(IN._replace(offset=1), DEAD)

    assert counted.close() == (0, 1, 0)


def test_a_dead_letter_set_aside_twice_is_duplicated() -> None:
    counted = Run()
    counted.deliver()
    counted.ledger.set_aside(IN._replace(offset=1), DEAD)
    counted.ledger.set_aside(IN._replace(offset=1), DEAD)

    assert counted.close() == (0, 1, 0)


def test_a_malformed_record_that_is_not_set_aside_is_missing() -> None:
    counted = Run()
    counted.deliver()

    assert counted.close() == (1, 0, 0)


def test_an_acknowledged_event_that_the_input_lost_is_missing() -> None:
    counted = Run()
    counted.deliver()
    counted.ledger.set_aside(IN._replace(offset=1), DEAD)
    counted.ledger.acknowledged(IN._replace(offset=2), "0-0-2")

    assert counted.close() == (1, 0, 0)


def test_an_input_behind_no_committed_offset_is_missing() -> None:
    counted = Run()
    counted.deliver()
    counted.ledger.set_aside(IN._replace(offset=1), DEAD)

    assert counted.close(committed=1) == (1, 0, 0)


def test_an_event_delivered_after_a_later_one_of_its_key_is_disordered() -> None:
    counted = Run()
    counted.ledger.stands(IN._replace(offset=2), "0-0-2")
    counted.ledger.set_aside(IN._replace(offset=1), DEAD)
    counted.deliver("0-0-2")
    counted.deliver("0-0-1")

    assert counted.close(committed=3) == (0, 0, 1)


def test_the_same_seed_gives_the_same_strikes() -> None:
    first, second = (schedule(7, seconds=60, workers=3, brokers=3) for _ in range(2))

    assert first == second
    assert first != schedule(8, seconds=60, workers=3, brokers=3)


def test_four_of_five_blows_to_a_worker_are_sigkill() -> None:
    strikes = [one for one in schedule(1, seconds=300, workers=3, brokers=1) if one.blow is not Blow.FREEZE]

    terms = sum(strike.blow is Blow.TERM for strike in strikes)
    assert terms == pytest.approx(len(strikes) / 5, abs=1)


@pytest.mark.kafka
def test_nothing_is_lost_or_doubled_while_workers_are_killed() -> None:
    said: list[str] = []

    outcome = run(Order(seconds=18, seed=5, brokers=1, workers=2), say=said.append)

    assert outcome.is_good, "\n".join([outcome.last_line, *outcome.verdict.findings, *outcome.faults, *said])
    assert outcome.kills >= 3
    assert outcome.verdict.events > 10_000
