"""docs/wire.md lists the headers that are written."""

from datetime import UTC, datetime
from itertools import chain

import pytest
from pydantic import SecretStr

from simpul.contracts import typed_class
from simpul.runtime import App, DeadLetterReason, Position
from simpul.runtime.dead_letters import dead_letter_headers
from simpul.settings import Settings
from simpul.testing import Driver
from simpul.wire import Envelope, write_headers
from streams import distribution, paced_distribution
from tests.docs.pages import PROJECT

PAGE = (PROJECT / "docs" / "wire.md").read_text(encoding="utf-8")
EVENT_ID = "0197d000-0000-7000-8000-000000000001"
AT = datetime(2026, 7, 6, 3, tzinfo=UTC)
COLUMNS = ("source", "derived", "delivered")


def table(*, beginning: str) -> dict[str, list[str]]:
    """The rows of the table whose head begins like this: the name in the first cell, and the cells after it."""
    lines = PAGE.split(f"| {beginning}")[1].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in rows}


def written(column: str) -> set[str]:
    """The headers that the page says are written on events of this kind."""
    rows = table(beginning="header | source event")
    return {name for name, cells in rows.items() if cells[COLUMNS.index(column)] != "no"}


def full_envelope(event_type: str, *, cancels: bool) -> Envelope:
    """An envelope with everything in it that an event can have."""
    return Envelope(
        event_id=EVENT_ID,
        event_type=event_type,
        source_system=1,
        producer_opd="DISPENDUKCAPIL",
        occurred_at=AT,
        registered_at=AT,
        purpose=("STATISTICS",),
        legal_basis="PUBLIC_TASK",
        region_code="35.08",
        correlation_id=EVENT_ID,
        causation_id=EVENT_ID,
        supersedes=None if cancels else EVENT_ID,
        cancels=EVENT_ID if cancels else None,
        synthetic=True,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    )


def delivered(event_type: str, *, cancels: bool = False, app: App = distribution.app) -> set[str]:
    """The headers that any subscriber of this event type gets."""
    driver = Driver(app, settings=Settings(token_key=SecretStr("simpul-test-key")), at=AT)
    contract = driver.contracts.latest(event_type)
    event = typed_class("avro_schemas", contract).from_avro(contract.example)
    outputs = driver.publish(event, envelope=full_envelope(event_type, cancels=cancels))
    assert outputs
    return set(chain.from_iterable((name for name, _ in out.headers) for out in outputs))


def test_the_headers_of_a_source_event_are_on_the_page() -> None:
    both = [write_headers(full_envelope("DeathRegistered", cancels=cancels), subject="k") for cancels in (True, False)]

    assert {name for headers in both for name, _ in headers} == written("source")


def test_the_headers_of_a_delivered_event_are_on_the_page() -> None:
    corrected, withdrawn = delivered("BirthRegistered"), delivered("BirthRegistered", cancels=True)

    assert corrected | withdrawn | delivered("AidStopProposed", app=paced_distribution.app) == written("delivered")


@pytest.mark.parametrize("kept_back", ["ce_registeredat", "ce_regioncode"])
def test_what_might_repeat_a_field_is_on_the_page_as_not_delivered(kept_back: str) -> None:
    assert kept_back in written("source") - written("delivered")
    assert kept_back not in delivered("DeathRegistered")


def test_the_headers_of_a_dead_letter_are_on_the_page() -> None:
    headers = dead_letter_headers(
        [], position=Position("t", 0, 0), reason=DeadLetterReason.TOMBSTONE, detail="", application="a"
    )

    assert {name for name, _ in headers} == set(table(beginning="header | says"))
