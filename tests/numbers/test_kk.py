"""The KK check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.numbers import Checked, ReasonCode, check_kk


@pytest.mark.parametrize("text", ["", "350899010110000", "35089901011000011", "350899010110000x", "3,50899E+15"])
def test_a_kk_of_other_than_16_digits_is_rejected(text: str) -> None:
    result = check_kk(text)

    assert result == Checked(None, (ReasonCode.KK_LENGTH,))


def test_a_kk_is_accepted_with_the_dots_of_its_print() -> None:
    result = check_kk("3508.9901.0110.0009")

    assert result == Checked("3508990101100009")


def test_a_kk_with_a_womans_day_looks_like_a_nik() -> None:
    result = check_kk("3508995503480012")

    assert result == Checked("3508995503480012", (ReasonCode.KK_LOOKS_LIKE_NIK,))


@given(kk=st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_the_warning_comes_with_days_41_to_71_and_no_others(kk: str) -> None:
    result = check_kk(kk)

    assert result.number == kk
    assert (ReasonCode.KK_LOOKS_LIKE_NIK in result.warnings) is (41 <= int(kk[6:8]) <= 71)
