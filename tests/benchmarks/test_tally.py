import pytest

from benchmarks.contenders import CONTENDERS, ENGINE
from benchmarks.race import check
from benchmarks.tally import tally
from simpul.errors import SimpulError

FAUST = CONTENDERS[0]


def test_the_rate_leaves_out_what_the_first_append_brought() -> None:
    appended = [(0, 1_000), (1, 1_000), (2, 1_500), (3, 2_000)]

    assert tally(appended).per_s == 2.0


def test_an_event_answered_twice_counts_as_doubled() -> None:
    counted = tally([(0, 1_000), (1, 1_001), (1, 1_002)])

    assert (counted.answers, counted.events, counted.doubled) == (3, 2, 1)


def test_no_answers_give_a_tally_of_zero() -> None:
    assert tally([]).per_s == 0.0


def test_a_missing_answer_is_refused() -> None:
    counted = tally([(0, 1_000), (1, 1_001)])

    with pytest.raises(SimpulError, match="answered 2 of 3 events"):
        check(FAUST, counted, events=3)


def test_a_doubled_answer_is_refused_of_whom_promises_exactly_once() -> None:
    counted = tally([(0, 1_000), (0, 1_001)])

    with pytest.raises(SimpulError, match="answered 1 events twice"):
        check(ENGINE, counted, events=1)


def test_a_doubled_answer_is_accepted_of_whom_promises_at_least_once() -> None:
    check(FAUST, tally([(0, 1_000), (0, 1_001)]), events=1)
