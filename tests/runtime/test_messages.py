"""Messages of a step to itself in the task of another key."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from avro_schemas.diskominfo import ComplaintSubmitted, DataQualityFlagged
from benchmarks.catalogue import PACKAGE, write_catalogue
from simpul.contracts import load_contracts
from simpul.events import Event
from simpul.runtime import App, Derived, Handlers, Inbound, Kept, Received, Sent, StatefulProcessor
from simpul.settings import Settings
from simpul.testing import Driver
from simpul.wire import partition_of

NAME = "by-village"
CONTRACTS = load_contracts()
EXAMPLE = ComplaintSubmitted.model_validate(CONTRACTS.latest("ComplaintSubmitted").example)


def bind(kept: Kept) -> Handlers:
    """Counts complaints by village, which is not their key."""
    counts = kept["counts"]

    def send(inbound: Inbound[Event]) -> Iterator[Sent]:
        assert isinstance(inbound.event, ComplaintSubmitted)
        yield Sent(str(inbound.event.village_code).encode(), str(inbound.event.external_no).encode())

    def tell(received: Received) -> Iterator[Derived]:
        count = int(counts.get(received.place) or b"0") + 1
        counts.put(received.place, str(count).encode())
        if received.value == b"broken":
            raise ValueError("this message cannot be taken")
        where = f"{received.place.decode()}#{count}"
        flag = DataQualityFlagged(
            source_system=0, source_ref=where, verdict="WARN", reason_code="LABEL_UNKNOWN", field="village_code"
        )
        yield Derived(flag, "0197d000-0000-7000-8000-0000000000ff")

    return Handlers(send, message=tell)


def app_of(*, rekeys: bool = True, name: str = "count") -> App:
    step = StatefulProcessor(name=name, reads=("ComplaintSubmitted",), stores=("counts",), bind=bind, rekeys=rekeys)
    return App(NAME, build=lambda _: [step])


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    write_catalogue(tmp_path, application=NAME, reads=["ComplaintSubmitted"], contracts=CONTRACTS, state=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    return Settings(catalogue=PACKAGE)


def complaint(number: int, *, external_no: str = "1") -> ComplaintSubmitted:
    return EXAMPLE.model_copy(update={"complaint_id": f"LAPOR_LUMAJANG:{number}", "external_no": external_no})


def test_what_belongs_to_one_key_meets_wherever_it_comes_from(settings: Settings) -> None:
    driver = Driver(app_of(), settings=settings)
    partitions = {partition_of(f"LAPOR_LUMAJANG:{number}".encode(), 6) for number in range(12)}

    emitted = [one for number in range(12) for one in driver.publish(complaint(number))]

    assert len(partitions) > 1
    assert [one.data["source_ref"] for one in emitted] == [f"{EXAMPLE.village_code}#{n}" for n in range(1, 13)]
    assert driver.records == 24


def test_an_answer_to_a_message_inherits_from_the_event_and_may_have_an_id_of_its_own(settings: Settings) -> None:
    driver = Driver(app_of(), settings=settings)

    [flag] = driver.publish(complaint(1), event_id="0197d000-0000-7000-8000-000000000001")

    envelope = flag.envelope
    assert envelope.event_id == "0197d000-0000-7000-8000-0000000000ff"
    assert envelope.causation_id == "0197d000-0000-7000-8000-000000000001"
    assert envelope.synthetic


def test_a_message_whose_function_raises_is_kept_and_leaves_nothing_in_the_state(settings: Settings) -> None:
    driver = Driver(app_of(), settings=settings)

    driver.publish(complaint(1, external_no="broken"))
    [flag] = driver.publish(complaint(2))

    [dead] = driver.dead_letters
    assert (dead.topic, dead.reason, dead.value) == (f"repartition.{NAME}", "FUNCTION_RAISED", b"broken")
    assert flag.data["source_ref"] == f"{EXAMPLE.village_code}#1"


def test_a_step_that_sends_without_saying_so_sets_its_events_aside(settings: Settings) -> None:
    driver = Driver(app_of(rekeys=False), settings=settings)

    assert driver.publish(complaint(1)) == []

    [dead] = driver.dead_letters
    assert dead.reason == "FUNCTION_RAISED"
    assert dead.detail.startswith("StreamError in count")


def test_a_message_to_a_step_that_is_not_there_any_more_is_kept(settings: Settings) -> None:
    driver = Driver(app_of(name="renamed"), settings=settings)

    driver.feed(f"repartition.{NAME}", key=b"k", value=b"v", headers=[("simpul_step", b"count")])

    [dead] = driver.dead_letters
    assert dead.reason == "WRONG_EVENT_TYPE"
    assert dead.detail == f"{NAME} has no step 'count'; was it renamed while messages to it waited?"
