"""The day begins slowly and comes at an even pace after that."""

from itertools import pairwise

import pytest

from producers.demo.feed import DAWN_S, due_s


def test_the_first_event_is_due_at_once() -> None:
    assert due_s(0, per_second=1_000) == 0


@pytest.mark.parametrize("per_second", [10.0, 300.0, 1_000.0])
def test_the_pace_rises_to_what_is_asked_and_stays(per_second: float) -> None:
    due = [due_s(number, per_second=per_second) for number in range(int(per_second * 10))]
    gaps = [later - earlier for earlier, later in pairwise(due)]

    assert all(gap > 0 for gap in gaps)
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(gaps))
    assert all(gap == pytest.approx(1 / per_second) for moment, gap in zip(due, gaps, strict=False) if moment > DAWN_S)
