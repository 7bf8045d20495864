"""The NOP check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.numbers import Checked, ReasonCode, check_nop

KECAMATAN = frozenset({"060", "061", "080", "100"})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", ReasonCode.NOP_LENGTH),
        ("35.08.060.003.999-004.0", ReasonCode.NOP_LENGTH),
        ("35.07.060.003.999-0047.0", ReasonCode.NOP_PREFIX),
        ("3,50806E+17", ReasonCode.NOP_EXCEL_DAMAGED),
        ("3.50806E+17", ReasonCode.NOP_EXCEL_DAMAGED),
    ],
)
def test_a_damaged_nop_is_rejected_with_its_one_reason(text: str, reason: ReasonCode) -> None:
    result = check_nop(text, kecamatan=KECAMATAN)

    assert result == Checked(None, (reason,))


@pytest.mark.parametrize("text", ["35.08.060.003.999-0045.0", "350806000399900450", "35 08 060 003 999 0045 0"])
def test_a_nop_is_accepted_however_it_is_printed(text: str) -> None:
    result = check_nop(text, kecamatan=KECAMATAN)

    assert result == Checked("350806000399900450")


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("35.08.999.001.999-9003.0", ReasonCode.NOP_KECAMATAN_UNKNOWN),
        ("35.08.100.002.999-9004.5", ReasonCode.NOP_MARK_UNKNOWN),
    ],
)
def test_an_unknown_district_or_mark_is_a_warning_only(text: str, warning: ReasonCode) -> None:
    result = check_nop(text, kecamatan=KECAMATAN)

    assert result.number is not None
    assert result.warnings == (warning,)


@given(tail=st.from_regex(r"[0-9]{14}", fullmatch=True))
def test_warnings_follow_from_the_code_list_and_the_mark(tail: str) -> None:
    result = check_nop("3508" + tail, kecamatan=KECAMATAN)

    assert result.number == "3508" + tail
    assert (ReasonCode.NOP_KECAMATAN_UNKNOWN in result.warnings) is (tail[:3] not in KECAMATAN)
    assert (ReasonCode.NOP_MARK_UNKNOWN in result.warnings) is (tail[-1] not in "079")


@given(text=st.text(max_size=24) | st.from_regex(r"[0-9]{18}", fullmatch=True))
def test_whatever_is_accepted_begins_with_the_regency(text: str) -> None:
    result = check_nop(text, kecamatan=KECAMATAN)

    assert (result.number is None) is (result.rejection is not None)
    assert result.number is None or result.number.startswith("3508")
