"""The envelope as CloudEvents headers."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.wire import Envelope, EnvelopeError, read_envelope, write_headers
from simpul.wire.envelope import rfc3339

ENVELOPE = Envelope(
    event_id="026c5ee4-497b-51f2-99a5-391186dcee77",
    event_type="DeathRegistered",
    source_system=1,
    producer_opd="DISPENDUKCAPIL",
    occurred_at=datetime(2026, 7, 4, 17, tzinfo=UTC),
    registered_at=datetime(2026, 7, 6, 2, tzinfo=UTC),
    purpose=("CIVIL_REGISTRATION", "AID_ACCURACY"),
    legal_basis="LEGAL_DUTY",
)

EARLIEST, LATEST = datetime(1000, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001  # hypothesis adds the zone

names = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", min_size=1, max_size=20)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
uuids = st.uuids().map(str)
zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
instants = st.datetimes(EARLIEST, LATEST, timezones=zones).map(
    lambda instant: instant.replace(microsecond=instant.microsecond // 1000 * 1000)
)
envelopes = st.builds(
    Envelope,
    event_id=uuids,
    event_type=names,
    source_system=st.integers(0, 99),
    producer_opd=names,
    occurred_at=instants,
    registered_at=instants,
    purpose=st.lists(names, max_size=3).map(tuple),
    legal_basis=names,
    region_code=st.none() | texts,
    correlation_id=st.none() | uuids,
    causation_id=st.none() | uuids,
    supersedes=st.none() | uuids,
    cancels=st.none() | uuids,
    contract_id=st.none() | texts,
    synthetic=st.booleans(),
    traceparent=st.none() | texts,
)


@given(envelope=envelopes, subject=texts)
def test_whatever_is_written_is_read_back(envelope: Envelope, subject: str) -> None:
    headers = write_headers(envelope, subject=subject)

    result = read_envelope(headers)

    assert result == envelope
    assert ("ce_subject", subject.encode()) in headers


def test_the_headers_are_those_of_the_cloudevents_kafka_binding() -> None:
    headers = write_headers(ENVELOPE, subject="t1.717ca65f7bbf9e43197efdebba9670bc")

    assert dict(headers) == {
        "ce_specversion": b"1.0",
        "ce_id": b"026c5ee4-497b-51f2-99a5-391186dcee77",
        "ce_source": b"/DISPENDUKCAPIL/systems/1",
        "ce_type": b"DeathRegistered",
        "ce_time": b"2026-07-04T17:00:00.000Z",
        "ce_subject": b"t1.717ca65f7bbf9e43197efdebba9670bc",
        "content-type": b"application/avro",
        "ce_registeredat": b"2026-07-06T02:00:00.000Z",
        "ce_purpose": b"CIVIL_REGISTRATION,AID_ACCURACY",
        "ce_legalbasis": b"LEGAL_DUTY",
        "ce_synthetic": b"false",
    }


@pytest.mark.parametrize("missing", ["ce_id", "ce_source", "ce_type", "ce_time", "ce_registeredat"])
def test_a_missing_header_is_named(missing: str) -> None:
    headers = [header for header in write_headers(ENVELOPE, subject="") if header[0] != missing]

    with pytest.raises(EnvelopeError, match=f"header {missing} is missing"):
        read_envelope(headers)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ce_id", b"\xff\xfe", "header ce_id is not UTF-8"),
        ("x-trace", b"\xff", "header x-trace is not UTF-8"),
        ("ce_id", None, "header ce_id has no value"),
        ("ce_source", b"DISPENDUKCAPIL/1", "header ce_source is not /<department>/systems/<id>"),
        ("ce_source", b"/DISPENDUKCAPIL/systems/one", "header ce_source is not /<department>/systems/<id>"),
        ("ce_time", b"yesterday", "header ce_time is not an RFC 3339 instant"),
        ("ce_time", b"2026-07-06T02:00:00", "header ce_time has no time zone"),
        ("ce_synthetic", b"TRUE", "header ce_synthetic is neither true nor false"),
    ],
)
def test_a_header_that_cannot_be_read_is_named_without_its_value(name: str, value: bytes | None, message: str) -> None:
    headers = [*write_headers(ENVELOPE, subject=""), (name, value)]

    with pytest.raises(EnvelopeError) as caught:
        read_envelope(headers)

    assert str(caught.value) == message


def test_an_instant_without_a_time_zone_is_not_written() -> None:
    envelope = ENVELOPE._replace(occurred_at=datetime(2026, 7, 6))  # noqa: DTZ001  # what is refused

    with pytest.raises(ValueError, match="without a time zone"):
        write_headers(envelope, subject="")


def test_an_instant_is_written_in_utc_and_cut_to_milliseconds() -> None:
    wib = timezone(timedelta(hours=7))

    result = rfc3339(datetime(2026, 7, 6, 9, 0, 0, 999_999, tzinfo=wib))

    assert result == "2026-07-06T02:00:00.999Z"
