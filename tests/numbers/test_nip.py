"""The NIP check."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.numbers import Checked, ReasonCode, check_nip

ACCEPTED = "186904121894031007"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", ReasonCode.NIP_LENGTH),
        ("18690412189403100", ReasonCode.NIP_LENGTH),
        ("510 123 456", ReasonCode.NIP_OLD_FORMAT),
        ("186902301894031007", ReasonCode.NIP_BAD_DATE),
        ("000004121894031007", ReasonCode.NIP_BAD_DATE),
        ("186904121894033007", ReasonCode.NIP_SEX),
        ("186904121885031007", ReasonCode.NIP_TMT_EARLY),
        ("186904121884121007", ReasonCode.NIP_TMT_EARLY),
        ("186904121884211007", ReasonCode.NIP_TMT_EARLY),
    ],
)
def test_a_damaged_nip_is_rejected_with_its_one_reason(text: str, reason: ReasonCode) -> None:
    result = check_nip(text)

    assert result == Checked(None, (reason,))


@pytest.mark.parametrize("text", [ACCEPTED, "18690412 189403 1 007", "18690412.189403.1.007"])
def test_a_nip_is_accepted_however_it_is_printed(text: str) -> None:
    result = check_nip(text)

    assert result == Checked(ACCEPTED)


def test_an_appointment_in_the_month_of_the_16th_birthday_is_accepted() -> None:
    result = check_nip("186904121885041007")

    assert result == Checked("186904121885041007")


def test_a_month_code_of_contract_staff_is_a_warning_only() -> None:
    result = check_nip("186904121894211007")

    assert result == Checked("186904121894211007", (ReasonCode.NIP_MONTH_CODE,))


@given(
    birth=st.dates(min_value=date(1850, 1, 1), max_value=date(2008, 12, 31)),
    age=st.integers(17, 40),
    month=st.integers(0, 99),
    sex=st.sampled_from("12"),
    serial=st.integers(0, 999),
)
def test_a_nip_of_anybody_over_16_is_accepted(birth: date, age: int, month: int, sex: str, serial: int) -> None:
    nip = f"{birth:%Y%m%d}{birth.year + age}{month:02d}{sex}{serial:03d}"

    result = check_nip(nip)

    assert result.number == nip
    assert (ReasonCode.NIP_MONTH_CODE in result.warnings) is not (1 <= month <= 12)


@given(text=st.text(max_size=24) | st.from_regex(r"[0-9]{18}", fullmatch=True))
def test_every_text_is_either_accepted_or_rejected_with_a_reason(text: str) -> None:
    result = check_nip(text)

    assert (result.number is None) is (result.rejection is not None)
