"""A plan accounts for every event of the day, by where it comes from."""

from collections import Counter

from producers.demo.origin import Origin, origin_of
from tests.producers.demo.planned import plan


def test_every_event_that_is_told_is_due_as_often_as_it_is_told() -> None:
    told = Counter(event_id for of in plan().told.values() for event_id, _ in of)

    assert plan().truth.published == told


def test_what_is_sent_or_written_into_an_outbox_is_told_one_by_one() -> None:
    arrivals = Counter(origin_of(emission) for emission in plan().arrivals)

    for origin in (Origin.OUTBOX, Origin.SDK):
        assert plan().rows[origin] == len(plan().told[origin]) == arrivals[origin]


def test_a_letter_is_due_under_another_id_than_that_of_its_row() -> None:
    rows = {str(emission.event_id) for emission in plan().arrivals if origin_of(emission) is Origin.OUTBOX}

    assert not rows & plan().truth.published.keys()


def test_the_clerk_of_the_export_is_due_his_rejected_rows() -> None:
    assert plan().truth.returned == Counter(plan().export.returned)
