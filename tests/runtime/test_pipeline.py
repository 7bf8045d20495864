"""What becomes of records, well-formed and not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from avro_schemas.diskominfo import ComplaintSubmitted, DataQualityFlagged
from simpul.contracts import typed_class
from simpul.ids import derived_event_id
from simpul.runtime import App, Context, Inbound, Processor, processor
from simpul.runtime.dead_letters import DeadLetterReason
from simpul.settings import Settings
from simpul.testing import Driver

SETTINGS = Settings(max_record_bytes=4_000)


def flag(inbound: Inbound[ComplaintSubmitted]) -> Iterator[DataQualityFlagged]:
    yield DataQualityFlagged(
        source_system=0, source_ref=inbound.event.complaint_id, verdict="WARN", reason_code="LABEL_UNKNOWN", field=None
    )


def trip(inbound: Inbound[ComplaintSubmitted]) -> Iterator[DataQualityFlagged]:
    raise ValueError(inbound.event.text)
    yield


def build_flag(_: Context) -> list[Processor]:
    return [processor(ComplaintSubmitted, flag)]


def build_trip(_: Context) -> list[Processor]:
    return [processor(ComplaintSubmitted, trip)]


@pytest.fixture
def driver() -> Driver:
    return Driver(App("distribution", build=build_flag), settings=SETTINGS)


def complaint(driver: Driver) -> ComplaintSubmitted:
    contract = driver.contracts.latest("ComplaintSubmitted")
    event = typed_class("avro_schemas", contract).from_avro(contract.example)
    assert isinstance(event, ComplaintSubmitted)
    return event


def test_an_answer_carries_the_id_computed_from_its_cause(driver: Driver) -> None:
    event = complaint(driver)

    [answer] = driver.publish(event, event_id="0197d000-0000-7000-8000-000000000001")

    expected = derived_event_id(
        "distribution",
        case=f"DataQualityFlagged|{event.complaint_id}",
        caused_by=["0197d000-0000-7000-8000-000000000001"],
        n=1,
    )
    assert answer.envelope.event_id == str(expected)
    assert answer.envelope.causation_id == "0197d000-0000-7000-8000-000000000001"
    assert answer.envelope.source_system == 0


def test_the_same_event_again_gives_the_same_answer(driver: Driver) -> None:
    event = complaint(driver)

    first, second = (driver.publish(event, event_id="0197d000-0000-7000-8000-000000000001") for _ in range(2))

    assert first == second


def test_an_answer_is_dated_by_the_bus_clock(driver: Driver) -> None:
    driver.advance(timedelta(days=3))

    [answer] = driver.publish(complaint(driver))

    assert answer.envelope.occurred_at == driver.now == answer.envelope.registered_at


def test_an_answer_lands_on_its_own_topic_with_its_own_key(driver: Driver) -> None:
    [answer] = driver.publish(complaint(driver))

    assert answer.topic == "ops.data-quality"
    assert answer.key == complaint(driver).complaint_id


def good_record(driver: Driver) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    """Key, value and headers of a record that the stream answers."""
    from simpul.contracts import encode, key_text  # noqa: PLC0415  # only this test makes records by hand

    contract = driver.contracts.latest("ComplaintSubmitted")
    data = contract.example
    headers = [
        ("ce_id", b"0197d000-0000-7000-8000-000000000001"),
        ("ce_source", b"/DISKOMINFO/systems/54"),
        ("ce_type", b"ComplaintSubmitted"),
        ("ce_time", b"2026-07-06T02:00:00.000Z"),
        ("ce_registeredat", b"2026-07-06T02:00:00.000Z"),
    ]
    return key_text(contract, data).encode(), encode(contract, data), headers


@pytest.mark.parametrize(
    ("reason", "changed"),
    [
        (DeadLetterReason.TOMBSTONE, {"value": None}),
        (DeadLetterReason.MISSING_KEY, {"key": None}),
        (DeadLetterReason.TOO_LARGE, {"value": b"\0" * 4_001}),
        (DeadLetterReason.UNDECODABLE, {"value": b"{}"}),
        (DeadLetterReason.UNDECODABLE, {"value": b"\x07\0\0\0\x01abc"}),
        (DeadLetterReason.UNKNOWN_SCHEMA, {"value": b"\0\x7f\xff\xff\xffabc"}),
        (DeadLetterReason.WRONG_EVENT_TYPE, {"value": b"\0\0\0\0\x01abc"}),
        (DeadLetterReason.BAD_HEADER, {"headers": [("ce_id", b"\xff\xfe")]}),
        (DeadLetterReason.BAD_HEADER, {"headers": []}),
    ],
)
def test_a_malformed_record_is_set_aside_untouched(
    driver: Driver, reason: DeadLetterReason, changed: dict[str, object]
) -> None:
    key, value, headers = good_record(driver)
    record = {"key": key, "value": value, "headers": headers} | changed

    answers = driver.feed("complaints.case", **record)  # type: ignore[arg-type]  # bad on purpose

    assert answers == []
    [dead] = driver.dead_letters
    assert (dead.reason, dead.value) == (reason, record["value"])


def test_a_value_cut_short_is_set_aside(driver: Driver) -> None:
    key, value, headers = good_record(driver)

    driver.feed("complaints.case", key=key, value=value[:-3], headers=headers)

    assert [dead.reason for dead in driver.dead_letters] == [DeadLetterReason.UNDECODABLE]


def test_the_partition_goes_on_after_a_dead_letter(driver: Driver) -> None:
    key, value, headers = good_record(driver)
    driver.feed("complaints.case", key=key, value=None, headers=headers)

    answers = driver.feed("complaints.case", key=key, value=value, headers=headers)

    assert len(answers) == 1


def test_a_function_that_raises_sets_its_event_aside_without_quoting_it() -> None:
    driver = Driver(App("distribution", build=build_trip), settings=SETTINGS)
    event = complaint(driver)

    driver.publish(event)

    [dead] = driver.dead_letters
    assert dead.reason == DeadLetterReason.FUNCTION_RAISED
    assert "ValueError in trip at trip" in dead.detail
    assert event.text not in dead.detail
