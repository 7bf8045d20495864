"""The text of a cell is read in the notations of offices, and anything else is refused."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.adapters import WIB
from simpul.adapters.mapping.reading import day_of, degrees_of, instant_of, month_of, number_of, rupiah_of
from simpul.numbers import ReasonCode

DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))
ZERO = ReasonCode.LEADING_ZERO_RESTORED
SERIAL = ReasonCode.DATE_EXCEL_SERIAL


@pytest.mark.parametrize(
    ("text", "day", "warning"),
    [
        ("05-08-2019", date(2019, 8, 5), None),
        ("05/08/2019", date(2019, 8, 5), None),
        ("2019-08-05", date(2019, 8, 5), None),
        ("2019-08-05 10:00:00", date(2019, 8, 5), None),
        ("5-8-2019", date(2019, 8, 5), ZERO),
        ("5/08/2019", date(2019, 8, 5), ZERO),
        ("43830", date(2019, 12, 31), SERIAL),
    ],
)
def test_a_day_is_read(text: str, day: date, warning: ReasonCode | None) -> None:
    read = day_of(text)

    assert read is not None
    assert (read.day, read.warning) == (day, warning)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00-00-1940",
        "31-02-2019",
        "05-08/2019",
        "05-08-19",
        "2019-8-5",
        "0000-00-00 00:00:00",
        "9999-12-31",
        "1950",
        "01-01-1799",
        "x",
        "\u0661\u0662-08-2019",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert day_of(text) is None
    assert instant_of(text) is None


@given(DAYS)
def test_a_day_is_the_same_in_each_notation(day: date) -> None:
    notations = (f"{day:%d-%m-}{day.year:04}", f"{day:%d/%m/}{day.year:04}", day.isoformat())

    assert {read.day for text in notations if (read := day_of(text))} == {day}


@given(st.text())
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (day_of, instant_of, month_of, number_of, rupiah_of, degrees_of):
        read(text)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2020-02-03 08:15:00", datetime(2020, 2, 3, 8, 15, tzinfo=WIB)),
        ("2020-02-03T08:15", datetime(2020, 2, 3, 8, 15, tzinfo=WIB)),
        ("03/02/2020 08.15", datetime(2020, 2, 3, 8, 15, tzinfo=WIB)),
        ("2020-02-03T01:15:00Z", datetime(2020, 2, 3, 1, 15, tzinfo=UTC)),
        ("2020-02-03T10:15:00+09:00", datetime(2020, 2, 3, 10, 15, tzinfo=timezone(timedelta(hours=9)))),
        ("03-02-2020", datetime(2020, 2, 3, tzinfo=WIB)),
    ],
)
def test_an_instant_is_of_wib_unless_its_zone_is_written(text: str, instant: datetime) -> None:
    assert instant_of(text) == instant


@pytest.mark.parametrize(
    "text", ["2020-02-03 25:00:00", "2020-02-03 8", "2020-02-30T00:00:00Z", "0001-01-01T00:00:00Z"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    assert instant_of(text) is None


@pytest.mark.parametrize("text", ["07-2026", "7/2026", "2026-07", "2026-07-15", "15-07-2026"])
def test_a_month_is_read(text: str) -> None:
    assert month_of(text) == "2026-07"


@pytest.mark.parametrize("text", ["", "13-2026", "2026-7", "JULI 2026", "00/2026"])
def test_what_is_no_month_is_refused(text: str) -> None:
    assert month_of(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("200", "200"), ("1.250", "1250"), ("150,5", "150.5"), ("1.234.567,25", "1234567.25"), ("1250,75", "1250.75")],
)
def test_dots_are_thousands_and_the_comma_is_decimal(text: str, number: str) -> None:
    assert number_of(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "150.5", "1.25", "1,250.5", "-1", "12.50.000", "1e3", "9" * 30, "nan"])
def test_what_could_mean_two_numbers_or_none_is_refused(text: str) -> None:
    assert number_of(text) is None


@pytest.mark.parametrize(
    "text", ["Rp 1.234.567,00", "Rp1.234.567", "rp. 1.234.567,-", "1234567", "1.234.567,0", "Rp\u00a01.234.567"]
)
def test_rupiah_are_read(text: str) -> None:
    assert rupiah_of(text) == 1_234_567


@pytest.mark.parametrize("text", ["", "Rp", "Rp 27.000.000,50", "27,000,000", "gratis", "-5"])
def test_what_is_not_whole_rupiah_is_refused(text: str) -> None:
    assert rupiah_of(text) is None


@given(st.integers(0, 2**63 - 1))
def test_rupiah_survive_their_own_notation(amount: int) -> None:
    assert rupiah_of(f"Rp {amount:,}".replace(",", ".") + ",00") == amount


@pytest.mark.parametrize(("text", "degrees"), [("-8.1331", -8.1331), ("-8,1330", -8.133), ("113", 113.0)])
def test_a_coordinate_has_either_mark(text: str, degrees: float) -> None:
    assert degrees_of(text) == degrees


@pytest.mark.parametrize("text", ["", "-8.133.1", "813", "8 S", "--8"])
def test_what_is_no_coordinate_is_refused(text: str) -> None:
    assert degrees_of(text) is None
