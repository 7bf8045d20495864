"""Chains of corrections, whatever comes first."""

from itertools import permutations

import pytest

from simpul.flows.rows import Member, admit, cancel, new_chain, standing


def member(name: str, *, corrects: str | None = None, at: int = 0) -> Member:
    return Member(event_id=name, names=corrects, value=name.encode(), registered_ms=at, published_ms=at, offset=0)


def test_a_row_has_the_values_of_its_last_correction_and_the_place_of_its_first_event() -> None:
    chain = new_chain()
    admit(chain, [member("e1", at=1), member("e2", corrects="e1", at=2), member("e3", corrects="e2", at=3)])

    row = standing("e1", chain)

    assert row is not None
    assert (row["id"], row["event_id"], row["value"], row["registered_ms"]) == ("e1", "e3", b"e3", 1)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_arrival_never_changes_the_row(order: tuple[int, ...]) -> None:
    events = [
        member("e1", at=9),
        member("e2", corrects="e1", at=5),
        member("e3", corrects="e2", at=5),
        member("e4", corrects="e1", at=4),
    ]
    chain = new_chain()
    for number in order:
        admit(chain, [events[number]])

    row = standing("e1", chain)

    assert row is not None
    assert (row["event_id"], row["registered_ms"]) == ("e3", 9)


def test_a_correction_that_comes_first_holds_the_place_until_the_first_event_comes() -> None:
    chain = new_chain()
    admit(chain, [member("e3", corrects="e2", at=3), member("e2", corrects="e1", at=2)])

    row = standing("e1", chain)

    assert row is not None
    assert (row["event_id"], row["registered_ms"]) == ("e3", 2)


def test_an_event_that_comes_again_is_not_new() -> None:
    chain = new_chain()

    assert admit(chain, [member("e1")])
    assert not admit(chain, [member("e1", at=5)])


def test_a_cancelled_row_is_gone_for_good_and_its_values_are_not_kept() -> None:
    chain = new_chain()
    admit(chain, [member("e1")])

    assert cancel(chain)
    assert not cancel(chain)
    assert not admit(chain, [member("e2", corrects="e1")])
    assert standing("e1", chain) is None
    assert chain["members"] == []


def test_no_event_makes_no_row() -> None:
    assert standing("e1", new_chain()) is None


def test_corrections_in_a_circle_still_make_one_row() -> None:
    chain = new_chain()
    admit(chain, [member("e2", corrects="e3", at=2), member("e3", corrects="e2", at=3)])

    assert standing("e1", chain) is not None
