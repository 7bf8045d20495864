from pathlib import Path

import pytest

from avro_schemas.bprd import TaxPaymentReceived
from benchmarks.catalogue import PACKAGE, write_catalogue
from benchmarks.payments import number_of, payments
from benchmarks.routing import DESK_OF, DESKS, FLOW, Routing
from benchmarks.streams_route import app
from simpul.contracts import load_contracts
from simpul.ids import case_id, derived_event_id
from simpul.settings import read_settings
from simpul.testing import Driver
from simpul.wire import read_envelope

CONTRACTS = load_contracts()
ROUTING = Routing(CONTRACTS)


def test_the_same_seed_gives_the_same_payments() -> None:
    first = list(payments(20, contracts=CONTRACTS, seed=7))
    second = list(payments(20, contracts=CONTRACTS, seed=7))

    assert first == second


def test_the_number_of_a_payment_is_read_off_its_key() -> None:
    numbers = [number_of(payment.key) for payment in payments(3, contracts=CONTRACTS, seed=7, first_number=41)]

    assert numbers == [41, 42, 43]


def test_every_desk_gets_some_channel() -> None:
    assert set(DESK_OF.values()) == set(DESKS)


def test_an_answer_has_the_derived_id_of_the_formula() -> None:
    (payment,) = payments(1, contracts=CONTRACTS, seed=7)
    cause = read_envelope(payment.headers)
    case = case_id(TaxPaymentReceived.event_type, key=payment.key.decode())

    answer = read_envelope(ROUTING.work(payment.value, payment.headers).headers)

    assert answer.event_id == str(derived_event_id(FLOW, case=case, caused_by=[cause.event_id], n=1))
    assert answer.causation_id == cause.event_id


def test_the_engine_does_the_same_work_as_every_peer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = TaxPaymentReceived.event_type
    catalogue = write_catalogue(tmp_path, application=FLOW, reads=[reads], contracts=CONTRACTS)
    topic = catalogue.topic_of(reads)
    monkeypatch.syspath_prepend(tmp_path)
    driver = Driver(app, settings=read_settings({}, catalogue=PACKAGE))
    (payment,) = payments(1, contracts=CONTRACTS, seed=7)
    expected = ROUTING.work(payment.value, payment.headers)

    (emitted,) = driver.feed(topic.name, key=payment.key, value=payment.value, headers=payment.headers)

    assert emitted.topic.endswith(expected.desk)
    assert (emitted.value, emitted.headers) == (expected.value, expected.headers)
