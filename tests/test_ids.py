"""Ids of events and cases."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.ids import NAMESPACE, case_id, derived_event_id, flagged_event_id, source_event_id, uuid7

TOKEN = "t1.717ca65f7bbf9e43197efdebba9670bc"
CAUSES = ("0197d000-0000-7000-8000-000000000001", "0197d000-0000-7000-8000-000000000002")
CASE = UUID("621d57c2-ca0a-5764-b701-48c7ba82cf33")

milliseconds = st.integers(0, 2**48 - 1)
ten_bytes = st.binary(min_size=10, max_size=10)


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("AidStopProposed", f"{TOKEN}|PKH", "621d57c2-ca0a-5764-b701-48c7ba82cf33"),
        (
            "UntappedPassageReviewRequired",
            "N 9998 ZZ|GATE-01|2026-07-06T02:00:00.000Z",
            "80d5a7ce-b693-5d4f-8395-236f9c7b50f5",
        ),
    ],
)
def test_a_case_id_is_that_of_the_vector(name: str, key: str, expected: str) -> None:
    result = case_id(name, key=key)

    assert result == UUID(expected)


@pytest.mark.parametrize("causes", [CAUSES, CAUSES[::-1], tuple(map(UUID, CAUSES))])
def test_a_derived_id_is_that_of_the_vector_in_any_order_of_causes(causes: tuple[UUID | str, ...]) -> None:
    result = derived_event_id("F1", case=CASE, caused_by=causes, n=1)

    assert result == UUID("026c5ee4-497b-51f2-99a5-391186dcee77")


def test_the_outputs_of_a_case_have_different_ids() -> None:
    ids = {derived_event_id("F1", case=CASE, caused_by=CAUSES, n=n) for n in range(1, 6)}

    assert len(ids) == 5


def test_a_flagged_record_has_its_reference_and_reason_for_a_case() -> None:
    result = flagged_event_id("F4", source_ref="letter-1", reason_code="LABEL_UNKNOWN", caused_by=CAUSES)

    assert result == derived_event_id("F4", case="letter-1|LABEL_UNKNOWN", caused_by=CAUSES, n=1)


def test_a_source_id_is_the_same_for_the_same_row_and_version_only() -> None:
    first = source_event_id(26, table="pbb", primary_key="1", version=1)
    again = source_event_id(26, table="pbb", primary_key="1", version="1")
    later = source_event_id(26, table="pbb", primary_key="1", version=2)

    assert first == again != later
    assert first.version == 5
    assert NAMESPACE.hex == "fd5c42dc13d05546add774e7d02a7c25"


@given(unix_ms=milliseconds, random=ten_bytes)
def test_a_uuid7_holds_its_version_variant_and_clock(unix_ms: int, random: bytes) -> None:
    result = uuid7(unix_ms=unix_ms, random=random)

    assert result.version == 7
    assert result.variant == "specified in RFC 4122"
    assert result.int >> 80 == unix_ms


@given(earlier=milliseconds, later=milliseconds, random=ten_bytes, other=ten_bytes)
def test_uuid7s_sort_by_their_clock(earlier: int, later: int, random: bytes, other: bytes) -> None:
    first = uuid7(unix_ms=min(earlier, later), random=random)
    second = uuid7(unix_ms=max(earlier, later), random=other)

    assert earlier == later or first < second


def test_the_uuid7_of_the_rfc_example_is_reached() -> None:
    # RFC 9562, appendix A.6: 2022-02-22 14:22:22 -05:00, rand_a CC3, rand_b 18C4DC0C0C07398F.
    random = (0x0CC3 << 64 | 0x18C4DC0C0C07398F).to_bytes(10)

    result = uuid7(unix_ms=0x017F22E279B0, random=random)

    assert result == UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")


@pytest.mark.parametrize(("unix_ms", "random"), [(1, b"short"), (-1, bytes(10)), (2**48, bytes(10))])
def test_uuid7_refuses_a_clock_or_randomness_out_of_range(unix_ms: int, random: bytes) -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        uuid7(unix_ms=unix_ms, random=random)
