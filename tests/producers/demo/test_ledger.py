"""The ledger finds everything that is missing, doubled, altered or not due, and nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from producers.demo.death_export import Cells
from producers.demo.ledger import DeliveredRecord, Found, Ledger, PublishedRecord, balance, percentile
from producers.demo.report import verdict
from producers.demo.truth import Due, Truth

ONE, TWO, NOBODYS = "event-1", "event-2", "event-3"
ROW = ("6", "350899")
DUE_A, DUE_B, DUE_C = Due(ONE, "dinsos.death"), Due(ONE, "bkd.death"), Due(TWO, "dinsos.death")
TRUTH = Truth(
    published=Counter({ONE: 1, TWO: 2, NOBODYS: 1}),
    deliveries=Counter({DUE_A: 1, DUE_B: 1, DUE_C: 2}),
    contents={DUE_A: "a", DUE_B: "b", DUE_C: "c"},
    nobodys=frozenset({NOBODYS}),
    returned=Counter({ROW: 1}),
    types={ONE: "DeathRegistered", TWO: "DeathRegistered", NOBODYS: "VehicleSeen"},
)
PUBLISHED = [
    PublishedRecord(event_id=ONE, published_ms=1_000),
    PublishedRecord(event_id=TWO, published_ms=2_000),
    PublishedRecord(event_id=TWO, published_ms=3_000),
    PublishedRecord(event_id=NOBODYS, published_ms=4_000),
]
DELIVERED = [
    DeliveredRecord(due=DUE_A, subscriber="dinsos", content="a", arrived_ms=1_040),
    DeliveredRecord(due=DUE_B, subscriber="bkd", content="b", arrived_ms=1_060),
    DeliveredRecord(due=DUE_C, subscriber="dinsos", content="c", arrived_ms=2_050),
    DeliveredRecord(due=DUE_C, subscriber="dinsos", content="c", arrived_ms=3_070),
]


def ledger(
    *,
    published: list[PublishedRecord] = PUBLISHED,
    delivered: list[DeliveredRecord] = DELIVERED,
    dead_letters: int = 0,
    returned: Sequence[Cells] = (ROW,),
) -> Ledger:
    found = Found(published=published, delivered=delivered, dead_letters=dead_letters, returned=returned)
    return balance(TRUTH, found)


def last_line(found: Ledger) -> str:
    return list(verdict(TRUTH, found))[-1]


def test_a_whole_run_closes() -> None:
    found = ledger()

    assert found.closes
    assert (found.published, found.deliveries, found.nobodys) == (4, 4, 1)
    assert found.delivered == {"dinsos": 3, "bkd": 1}
    assert last_line(found).startswith("The ledger closes")


@pytest.mark.parametrize("lost", range(len(DELIVERED)))
def test_one_lost_delivery_is_missing(lost: int) -> None:
    found = ledger(delivered=DELIVERED[:lost] + DELIVERED[lost + 1 :])

    assert found.missing == Counter([DELIVERED[lost].due])
    assert found.differences == {"missing": 1}


@pytest.mark.parametrize("again", range(len(DELIVERED)))
def test_one_delivery_too_many_is_doubled(again: int) -> None:
    found = ledger(delivered=[*DELIVERED, DELIVERED[again]])

    assert found.doubled == Counter([DELIVERED[again].due])
    assert found.differences == {"doubled": 1}


def test_one_lost_and_another_doubled_do_not_cancel_out() -> None:
    found = ledger(delivered=[DELIVERED[0], DELIVERED[0], *DELIVERED[2:]])

    assert found.differences == {"missing": 1, "doubled": 1}


def test_a_delivery_that_nobody_may_have_is_unexpected() -> None:
    leak = replace(DELIVERED[0], due=Due(NOBODYS, "dishub.vehicle"))

    found = ledger(delivered=[*DELIVERED, leak])

    assert found.unexpected == Counter([leak.due])
    assert found.differences == {"unexpected": 1}


def test_other_content_than_granted_is_altered() -> None:
    found = ledger(delivered=[replace(DELIVERED[0], content="a and the NIK"), *DELIVERED[1:]])

    assert found.differences == {"altered": 1}


def test_an_event_that_was_sent_and_is_not_there_is_not_published() -> None:
    found = ledger(published=PUBLISHED[1:])

    assert found.differences == {"not published": 1}


def test_an_event_of_somebody_else_does_not_close_the_ledger() -> None:
    found = ledger(published=[*PUBLISHED, PublishedRecord(event_id="foreign", published_ms=0)])

    assert found.differences == {"published by others": 1}


def test_a_dead_letter_does_not_close_the_ledger() -> None:
    found = ledger(dead_letters=1)

    assert last_line(found) == "The ledger does NOT close: 1 dead letters."


def test_a_rejected_row_that_the_clerk_did_not_get_back_does_not_close_the_ledger() -> None:
    assert ledger(returned=()).differences == {"rows not given back": 1}


@pytest.mark.parametrize("returned", [(ROW, ROW), (ROW, ("7", "350899"))])
def test_a_row_given_back_twice_or_for_no_reason_does_not_close_the_ledger(returned: Sequence[Cells]) -> None:
    assert ledger(returned=returned).differences == {"rows wrongly given back": 1}


def test_what_does_not_close_is_named_by_type_id_and_subscription() -> None:
    lines = list(verdict(TRUTH, ledger(delivered=DELIVERED[1:])))

    assert lines == [
        "missing: DeathRegistered event-1 for subscription dinsos.death",
        "The ledger does NOT close: 1 missing.",
    ]


def test_a_second_delivery_is_timed_from_the_second_publishing() -> None:
    found = ledger(delivered=list(reversed(DELIVERED)))

    assert sorted(ms for _, ms in found.latencies) == [40, 50, 60, 70]


def test_a_percentile_is_the_nearest_rank() -> None:
    values = list(range(1, 101))

    assert [percentile(values, share) for share in (0.5, 0.99, 1)] == [51, 100, 100]
    assert percentile([], 0.5) == 0
