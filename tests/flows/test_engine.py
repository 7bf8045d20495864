"""What the engine does for every flow, beyond what worked examples can say."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from avro_schemas.dinkes import BirthReportedByFacility, DeathReportedByFacility
from avro_schemas.dinsos import AidRecipientStatusChanged
from avro_schemas.dispendukcapil import BirthRegistered, CivilDocumentCancelled, DeathRegistered
from simpul.contracts import load_contracts
from simpul.errors import StateError, StreamError
from simpul.events import Event
from simpul.flows import Flow, Route, Table
from simpul.flows.kept import read_chain
from simpul.ids import case_id, derived_event_id, flagged_event_id
from simpul.settings import Settings
from simpul.testing import Driver
from simpul.testing.driver import Emitted
from simpul.wire import Envelope
from streams.death import update_village_register
from tests.streams.run_examples import APPS, plan_of

CONTRACTS = load_contracts()
START = datetime(2026, 7, 6, 2, tzinfo=UTC)
PERSON = "t1.717ca65f7bbf9e43197efdebba9670bc"  # of the id vectors in events.yaml


def driver_of(flow: str) -> Driver:
    return Driver(APPS[flow], settings=Settings(), at=START, plan=plan_of(flow))


def example(event_class: type[Event], **fields: object) -> Event:
    return event_class.model_validate({**CONTRACTS.latest(event_class.event_type).example, **fields})


def publish(
    driver: Driver, event: Event, number: int, *, supersedes: int | None = None, cancels: int | None = None
) -> list[Emitted]:
    envelope = Envelope(
        event_id=id_of(number),
        event_type=event.event_type,
        source_system=1,
        producer_opd="DISPENDUKCAPIL",
        occurred_at=driver.now,
        registered_at=driver.now,
        purpose=("AID_ACCURACY",),
        legal_basis="PUBLIC_TASK",
        supersedes=None if supersedes is None else id_of(supersedes),
        cancels=None if cancels is None else id_of(cancels),
        synthetic=True,
    )
    return driver.publish(event, envelope=envelope)


def id_of(number: int) -> str:
    return f"0197d000-0000-7000-8000-{number:012d}"


def entries(driver: Driver, part: str) -> int:
    """How many entries of one store all tasks keep."""
    return sum(f"/store/{part}".encode() in key for task in driver.stores() for key, _ in task)


def test_ids_are_those_of_the_vectors() -> None:
    driver = driver_of("F1")
    publish(driver, example(AidRecipientStatusChanged, person_tok=PERSON, programme="PKH", status="ACTIVE"), 1)

    emitted = publish(driver, example(DeathRegistered, person_tok=PERSON), 2)

    [stop] = [one for one in emitted if one.contract.event_type == "AidStopProposed"]
    assert stop.data["case_id"] == UUID("621d57c2-ca0a-5764-b701-48c7ba82cf33")
    assert stop.envelope.event_id == "026c5ee4-497b-51f2-99a5-391186dcee77"
    assert stop.data["caused_by"] == [UUID(id_of(1)), UUID(id_of(2))]
    assert stop.data["flow"] == "F1"


def test_a_derived_event_has_the_bus_clock_and_the_cause_in_its_envelope() -> None:
    driver = driver_of("F1")

    emitted = publish(driver, example(DeathRegistered, person_tok=PERSON), 2)

    [register] = [one for one in emitted if one.contract.event_type == "VillageRegisterUpdateProposed"]
    envelope = register.envelope
    assert (envelope.occurred_at, envelope.registered_at) == (START, START)
    assert (envelope.causation_id, envelope.source_system, envelope.synthetic) == (id_of(2), 0, True)
    assert envelope.purpose == ("AID_ACCURACY",)


def test_what_ended_a_case_is_among_its_causes_and_the_ids_go_on() -> None:
    driver = driver_of("F1")
    [opened, *_] = publish(driver, example(DeathRegistered, person_tok=PERSON), 2)

    [ended] = publish(driver, example(CivilDocumentCancelled, person_tok=PERSON), 3, cancels=2)

    named = case_id("VillageRegisterUpdateProposed", key=opened.key)
    assert ended.data["state"] == "WITHDRAWN"
    assert ended.data["caused_by"] == [UUID(id_of(2)), UUID(id_of(3))]
    assert ended.envelope.event_id == str(derived_event_id("F1", case=named, caused_by=[id_of(2), id_of(3)], n=2))


def test_what_a_step_cannot_use_is_flagged_once_for_each_source_event() -> None:
    driver = driver_of("F3")
    key = f"{PERSON}/2026-07-05/1"
    birth = example(BirthRegistered, birth_key=key, village_code="35.08.99.2001")
    publish(driver, example(BirthReportedByFacility, birth_key=key), 1)

    emitted = publish(driver, birth, 2)
    again = publish(driver, example(BirthReportedByFacility, birth_key=key, facility_code="LATER"), 3)

    [matched] = [one for one in emitted if one.contract.event_type == "BirthMatched"]
    [flag] = [one for one in emitted if one.contract.event_type == "DataQualityFlagged"]
    source_ref = f"derived.birth-matched#{matched.envelope.event_id}"
    assert {name: flag.data[name] for name in ("source_system", "source_ref", "verdict", "reason_code", "field")} == {
        "source_system": 0,
        "source_ref": source_ref,
        "verdict": "WARN",
        "reason_code": "VILLAGE_UNKNOWN",
        "field": "village_code",
    }
    assert flag.envelope.event_id == str(
        flagged_event_id(
            "F3", source_ref=source_ref, reason_code="VILLAGE_UNKNOWN", caused_by=[matched.envelope.event_id]
        )
    )
    assert again == []


@pytest.mark.parametrize(
    ("links", "detail"),
    [
        ({}, "header ce_cancels is missing"),
        ({"cancels": 1, "supersedes": 2}, "headers ce_cancels and ce_supersedes are both there"),
        ({"supersedes": 7}, "header ce_supersedes names the event itself"),
    ],
)
def test_an_event_that_does_not_say_what_it_cancels_is_kept_with_a_reason(links: dict[str, int], detail: str) -> None:
    driver = driver_of("F1")

    emitted = publish(driver, example(CivilDocumentCancelled, person_tok=PERSON), 7, **links)

    assert emitted == []
    [dead] = driver.dead_letters
    assert dead.reason == "BAD_HEADER"
    assert dead.detail.startswith(detail)


def test_corrections_in_a_circle_end_as_a_dead_letter_and_harm_no_one_else() -> None:
    driver = driver_of("F1")
    publish(driver, example(DeathRegistered, person_tok=PERSON), 1, supersedes=2)
    publish(driver, example(DeathRegistered, person_tok=PERSON), 2, supersedes=1)

    [dead] = driver.dead_letters
    assert (dead.reason, dead.topic) == ("FUNCTION_RAISED", "repartition.death")
    assert publish(driver, example(DeathRegistered, person_tok="t1." + "b" * 32), 3) != []


def test_what_nobody_needs_is_forgotten_400_days_after_its_last_change() -> None:
    driver = driver_of("F2")
    report = example(DeathReportedByFacility, person_tok=PERSON, case_no="RSU-1-0007")
    publish(driver, report, 1)
    publish(driver, report, 2, cancels=1)
    publish(driver, example(CivilDocumentCancelled, person_tok=PERSON), 3, cancels=99)
    assert entries(driver, "chains") == 2

    driver.advance(timedelta(days=399))
    assert entries(driver, "chains") == 2
    driver.advance(timedelta(days=3))

    assert entries(driver, "chains") == 0
    assert entries(driver, "ages") == 0


def test_an_open_case_and_its_rows_stay_and_an_ended_one_goes() -> None:
    driver = driver_of("F2")
    publish(driver, example(DeathReportedByFacility, person_tok=PERSON, case_no="RSU-1-0007"), 1)
    other = example(DeathReportedByFacility, person_tok="t1." + "b" * 32, case_no="RSU-1-0008")
    publish(driver, other, 2)
    opened = driver.advance(timedelta(days=60))
    publish(driver, example(DeathRegistered, person_tok=PERSON), 3)

    assert driver.advance(timedelta(days=900)) == []

    assert len(opened) == 2
    [resolved] = publish(driver, example(DeathRegistered, person_tok="t1." + "b" * 32), 4)
    assert (resolved.key, resolved.data["state"]) == ("RSU-1-0008", "RESOLVED")


def test_two_tables_of_one_name_are_refused() -> None:
    one, other = (Table(name="deceased", of=(DeathRegistered,), key=key) for key in (("person_tok",), ("nik",)))

    with pytest.raises(StreamError, match="two tables or streams of the name deceased"):
        Flow(
            id="F1",
            title="",
            declared=tuple(
                Route(id="F1.6", each=table, emits=update_village_register, emitted=DeathRegistered)
                for table in (one, other)
            ),
        )


def test_what_another_version_has_kept_is_refused() -> None:
    with pytest.raises(StateError, match="version 9 of the flows' own format, this program reads 1"):
        read_chain(b"\x09")
