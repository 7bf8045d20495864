"""A short run of the flows under fire, and the proof that its comparison finds what it is there to find."""

import pytest

from tests.acceptance.flow_chaos.reference import Output, compare
from tests.acceptance.flow_chaos.run import Order, run

ONE = Output("AidStopProposed|a", "1", (("state", "OPEN"),))
TWO = Output("AidStopProposed|a", "2", (("state", "RESOLVED"),))
COUNT = Output("VoterDataNotice|2026-07", "3", (("deaths", "5"), ("state", "OPEN")))
SAME_COUNT = COUNT._replace(event_id="4")


def counted(expected: list[Output], found: list[Output]) -> tuple[int, int, int]:
    comparison = compare(expected, found)
    return comparison.missing, comparison.duplicated, comparison.different


def test_the_same_outputs_are_clean() -> None:
    assert counted([ONE, TWO, COUNT], [COUNT, ONE, TWO]) == (0, 0, 0)


def test_an_output_that_is_not_there_is_missing() -> None:
    assert counted([ONE, TWO], [ONE]) == (1, 0, 0)


def test_an_output_that_is_there_twice_is_duplicated() -> None:
    assert counted([ONE], [ONE, ONE]) == (0, 1, 1)


def test_another_output_or_another_order_is_different() -> None:
    assert counted([ONE], [ONE._replace(said=(("state", "WITHDRAWN"),))]) == (0, 0, 1)
    assert counted([ONE, TWO], [TWO, ONE]) == (0, 0, 2)
    assert counted([], [ONE]) == (0, 0, 1)


def test_a_count_of_many_families_is_compared_by_its_last_output() -> None:
    smaller = COUNT._replace(said=(("deaths", "4"), ("state", "OPEN")))

    assert counted([smaller, COUNT], [SAME_COUNT]) == (0, 0, 0)
    assert counted([COUNT], [COUNT, smaller._replace(event_id="9")]) == (0, 0, 1)


@pytest.mark.kafka
def test_flows_say_under_fire_what_they_say_in_the_driver() -> None:
    order = Order(seconds=10, seed=1, brokers=1, workers=2, families=60, waves=3)
    said: list[str] = []

    outcome = run(order, say=said.append)

    assert outcome.is_good, [*outcome.comparison.findings, *outcome.faults, *said, outcome.last_line]
    assert outcome.disks > 0
