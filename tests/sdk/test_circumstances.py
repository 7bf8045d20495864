"""What is said of an event besides its data."""

from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import pytest

from simpul.errors import PublishError
from simpul.ids import source_event_id
from simpul.sdk.circumstances import Circumstances, Origin, check_circumstances, envelope_of
from simpul.wire import Envelope

NOW = datetime(2026, 7, 6, 2, tzinfo=UTC)
HOW: Circumstances = {"occurred_at": NOW, "registered_at": NOW}
NEW_ID = UUID("0197d000-0000-7000-8000-000000000009")
FIRST = "0197d000-0000-7000-8000-000000000001"
SECOND = "0197d000-0000-7000-8000-000000000002"
ORIGIN = Origin(
    event_type="DeathRegistered",
    system=1,
    department="DISPENDUKCAPIL",
    purpose=("AID_ACCURACY",),
    legal_basis="PUBLIC_TASK",
)


def envelope(how: dict[str, object]) -> Envelope:
    """The envelope of the usual circumstances with these on top."""
    return envelope_of(cast("Circumstances", {**HOW, **how}), origin=ORIGIN, new_id=lambda: NEW_ID)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"occurred_at": None}, "DeathRegistered needs occurred_at"),
        ({"registered_at": "2026-07-06"}, "DeathRegistered needs registered_at"),
        ({"registered_at": datetime(2026, 7, 6)}, "registered_at of DeathRegistered has no time zone"),  # noqa: DTZ001
        ({"supersedes": FIRST, "cancels": SECOND}, "cannot both supersede and cancel"),
        ({"event_id": FIRST, "source": ("deaths", "1", 1)}, "leave event_id out"),
        ({"traceparent": "0af7651916cd43dd"}, "none of W3C Trace Context"),
    ],
)
def test_circumstances_that_cannot_be_are_refused(how: dict[str, object], message: str) -> None:
    with pytest.raises(PublishError, match=message):
        check_circumstances({**HOW, **how}, event_type="DeathRegistered", production=False)


def test_synthetic_events_are_refused_on_production_only() -> None:
    synthetic = {**HOW, "synthetic": True}

    check_circumstances(synthetic, event_type="DeathRegistered", production=False)

    with pytest.raises(PublishError, match="SIMPUL_ENVIRONMENT is production"):
        check_circumstances(synthetic, event_type="DeathRegistered", production=True)


def test_an_argument_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError, match="no argument ocurred_at"):
        check_circumstances({**HOW, "ocurred_at": NOW}, event_type="DeathRegistered", production=False)


def test_an_event_takes_what_its_origin_says_and_a_new_id() -> None:
    result = envelope({})

    assert result == Envelope(
        event_id=str(NEW_ID),
        event_type="DeathRegistered",
        source_system=1,
        producer_opd="DISPENDUKCAPIL",
        occurred_at=NOW,
        registered_at=NOW,
        purpose=("AID_ACCURACY",),
        legal_basis="PUBLIC_TASK",
    )


def test_the_id_of_a_row_that_can_be_read_again_is_computed() -> None:
    result = envelope({"source": ("deaths", "3508-KM-1", 2)})

    assert result.event_id == str(source_event_id(1, table="deaths", primary_key="3508-KM-1", version=2))


def test_an_event_belongs_to_the_business_case_of_its_cause() -> None:
    first = envelope({"event_id": FIRST})
    second = envelope({"event_id": SECOND, "cause": first})

    third = envelope({"cause": second})

    assert (second.correlation_id, second.causation_id) == (FIRST, FIRST)
    assert (third.correlation_id, third.causation_id) == (FIRST, SECOND)


def test_a_cause_known_by_its_id_alone_begins_the_case() -> None:
    result = envelope({"cause": UUID(FIRST)})

    assert (result.correlation_id, result.causation_id) == (FIRST, FIRST)


@pytest.mark.parametrize("name", ["event_id", "supersedes", "cancels", "cause"])
def test_an_id_that_is_no_uuid_is_refused_by_name(name: str) -> None:
    with pytest.raises(PublishError, match=f"^{name} of DeathRegistered is no UUID"):
        envelope({name: "17"})
