import pytest

from benchmarks.cards import VALUE_BYTES, Cards, look_ups, meetings, met_in_window, numbers_in, pairs_of_tables
from simpul.contracts import load_contracts

CONTRACTS = load_contracts()
TAP, CHANGE = True, False


def test_a_row_of_the_table_has_a_hundred_bytes() -> None:
    row = Cards(CONTRACTS, start_ms=0).change(99_999, 399_999)

    assert len(row.value) == VALUE_BYTES


def test_a_result_tells_which_tap_and_which_change_are_in_it() -> None:
    cards = Cards(CONTRACTS, start_ms=0)
    tap, change = cards.tap(7, 12), cards.change(7, 34)

    found = [numbers_in(value) for value in (tap.value + change.value, tap.value, change.value)]

    assert found == [(12, 34), (12, -1), (-1, 34)]


def test_a_tap_and_a_change_of_one_card_have_one_key() -> None:
    cards = Cards(CONTRACTS, start_ms=0)

    assert cards.tap(7, 0).key == cards.change(7, 1).key


def test_the_table_is_full_before_the_first_tap() -> None:
    sides = look_ups(50, keys=20, seed=7)

    assert [is_tap for is_tap, _ in sides.order] == [CHANGE] * 20 + [TAP] * 50
    assert {card for is_tap, card in sides.order if not is_tap} == set(range(20))


def test_the_records_of_both_sides_are_a_millisecond_apart() -> None:
    sides = meetings(200, keys=20, seed=7)

    both = [
        record.at_ms for taps in (True, False) for record in sides.records(CONTRACTS, taps=taps, start_ms=1_000_000)
    ]

    assert sorted(both) == list(range(1_000_000, 1_000_200))


@pytest.mark.parametrize("lacks", [TAP, CHANGE])
def test_some_records_of_either_side_meet_nobody(lacks: bool) -> None:  # noqa: FBT001  # the parameter of a case
    order = meetings(5_000, keys=1_000_000, seed=7).order

    cards = {card for is_tap, card in order if is_tap is not lacks}
    partners = {card for is_tap, card in order if is_tap is lacks}

    assert 0 < len(cards - partners) < len(cards) / 3


def test_two_tables_give_a_result_for_each_change_with_a_partner() -> None:
    order = [(TAP, 1), (TAP, 2), (CHANGE, 1), (CHANGE, 1), (TAP, 1)]

    assert pairs_of_tables(order) == 3


def test_two_streams_give_a_result_for_each_pair_in_the_window() -> None:
    order = [(TAP, 1), (TAP, 1), (CHANGE, 1), (TAP, 2), (CHANGE, 1), (CHANGE, 2)]

    assert met_in_window(order, window_ms=2) == (3, 1)
