"""The producer, on a real Kafka."""

import asyncio
import time
from collections import defaultdict
from datetime import UTC, datetime
from uuid import UUID

import pytest

from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import Contracts, decode, load_contracts, typed_class
from simpul.errors import CatalogueError, ClusterError, PublishError, ValueRejected
from simpul.events import Event
from simpul.sdk import Landed, Producer
from simpul.settings import Settings
from simpul.wire import partition_of, read_envelope
from tests.sdk.bus import create_topic, one_topic, read_back

pytestmark = pytest.mark.kafka

SIAK = 1
OCCURRED = datetime(2019, 7, 29, 17, tzinfo=UTC)
REGISTERED = datetime(2019, 8, 1, 17, tzinfo=UTC)
TOPIC = "test.sdk"


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return load_contracts()


@pytest.fixture(scope="module")
def catalogue(contracts: Contracts) -> Catalogue:
    return one_topic(load_catalogue(contracts=contracts), name=TOPIC)


@pytest.fixture(scope="module")
def settings(kafka: str) -> Settings:
    create_topic(kafka, TOPIC)
    return Settings(bootstrap_servers=kafka, publish_timeout_s=20)


@pytest.fixture
def producer(settings: Settings, contracts: Contracts, catalogue: Catalogue) -> Producer:
    return Producer(settings=settings, system=SIAK, contracts=contracts, catalogue=catalogue)


def example_of(contracts: Contracts, event_type: str, **changed: object) -> Event:
    """The example of an event type, with some fields changed."""
    contract = contracts.latest(event_type)
    return typed_class("avro_schemas", contract).model_validate(contract.example | changed)


async def publish(producer: Producer, event: Event) -> Landed:
    """Publish one event with nothing special about it."""
    async with producer as opened:
        return await opened.publish(event, occurred_at=OCCURRED, registered_at=REGISTERED)


async def test_an_event_lands_with_its_key_envelope_and_data(
    kafka: str, producer: Producer, contracts: Contracts
) -> None:
    event = example_of(contracts, "DeathRegistered")
    before = time.time_ns() // 1_000_000

    landed = await publish(producer, event)

    record = await read_back(kafka, landed)
    contract, data = decode(contracts, record.value or b"")
    envelope = read_envelope(record.headers)
    assert record.key == str(contract.example["person_tok"]).encode()
    assert record.partition == partition_of(record.key, 6)
    assert (contract.event_type, data) == ("DeathRegistered", event.model_dump())
    assert (envelope.event_id, envelope.occurred_at, envelope.registered_at) == (landed.event_id, OCCURRED, REGISTERED)
    assert (envelope.producer_opd, envelope.source_system) == ("DISPENDUKCAPIL", SIAK)
    assert UUID(landed.event_id).version == 7
    assert before <= record.timestamp <= time.time_ns() // 1_000_000


async def test_the_events_of_a_key_land_in_the_order_of_the_calls_under_back_pressure(
    settings: Settings, contracts: Contracts, catalogue: Catalogue
) -> None:
    tight = settings.model_copy(update={"buffer_events": 40})
    tokens = [f"t1.{number:032x}" for number in range(10)]
    events = [example_of(contracts, "DeathRegistered", person_tok=token) for token in tokens]

    async with Producer(settings=tight, system=SIAK, contracts=contracts, catalogue=catalogue) as producer:
        landed = await asyncio.gather(
            *(
                producer.publish(events[number % 10], occurred_at=OCCURRED, registered_at=REGISTERED)
                for number in range(2_000)
            )
        )

    offsets: dict[int, list[int]] = defaultdict(list)
    for number, place in enumerate(landed):
        offsets[number % 10].append(place.offset)
    assert all(run == sorted(run) and len(set(run)) == 200 for run in offsets.values())


async def test_sending_waits_while_the_buffer_is_full(
    settings: Settings, contracts: Contracts, catalogue: Catalogue
) -> None:
    tight = settings.model_copy(update={"buffer_events": 5})
    event = example_of(contracts, "DeathRegistered")
    most = 0

    async with Producer(settings=tight, system=SIAK, contracts=contracts, catalogue=catalogue) as producer:
        sent = []
        for _ in range(50):
            sent.append(await producer.send(event, occurred_at=OCCURRED, registered_at=REGISTERED))
            most = max(most, sum(not one.outcome.done() for one in sent))

    assert most <= 5
    assert len({one.event_id for one in sent}) == 50


async def test_data_that_break_the_contract_are_refused_by_field_without_their_values(
    producer: Producer, contracts: Contracts
) -> None:
    event = example_of(contracts, "DeathRegistered").model_copy(update={"nik": "35089901"})

    with pytest.raises(ValueRejected, match="nik: does not match") as caught:
        await publish(producer, event)

    assert "35089901" not in str(caught.value)


async def test_an_event_of_another_owner_is_refused(producer: Producer, contracts: Contracts) -> None:
    event = example_of(contracts, "HazardAlertRaised")

    with pytest.raises(CatalogueError, match="system 1 may not publish HazardAlertRaised: it belongs to BPBD"):
        await publish(producer, event)


async def test_a_record_over_the_limit_is_refused(
    settings: Settings, contracts: Contracts, catalogue: Catalogue
) -> None:
    small = settings.model_copy(update={"max_record_bytes": 1_000})
    event = example_of(contracts, "DeathRegistered", name="N" * 2_000)

    with pytest.raises(PublishError, match="SIMPUL_MAX_RECORD_BYTES allows 1000"):
        await publish(Producer(settings=small, system=SIAK, contracts=contracts, catalogue=catalogue), event)


async def test_synthetic_events_are_refused_on_production(
    settings: Settings, contracts: Contracts, catalogue: Catalogue
) -> None:
    production = settings.model_copy(update={"environment": "production"})
    event = example_of(contracts, "DeathRegistered")

    async with Producer(settings=production, system=SIAK, contracts=contracts, catalogue=catalogue) as producer:
        with pytest.raises(PublishError, match="synthetic DeathRegistered is refused"):
            await producer.publish(event, occurred_at=OCCURRED, registered_at=REGISTERED, synthetic=True)


async def test_a_failure_that_nobody_awaits_is_raised_at_the_end(
    kafka: str, settings: Settings, contracts: Contracts, catalogue: Catalogue
) -> None:
    create_topic(kafka, "test.sdk-small", config={"max.message.bytes": "200"})
    small = one_topic(catalogue, name="test.sdk-small")
    event = example_of(contracts, "DeathRegistered")

    with pytest.raises(PublishError, match=r"1 events did not land.*test.sdk-small refuses a record of this size"):
        async with Producer(settings=settings, system=SIAK, contracts=contracts, catalogue=small) as producer:
            await producer.send(event, occurred_at=OCCURRED, registered_at=REGISTERED)


async def test_a_failure_that_was_awaited_is_raised_once(
    kafka: str, settings: Settings, contracts: Contracts, catalogue: Catalogue
) -> None:
    create_topic(kafka, "test.sdk-small", config={"max.message.bytes": "200"})
    small = one_topic(catalogue, name="test.sdk-small")
    event = example_of(contracts, "DeathRegistered")

    async with Producer(settings=settings, system=SIAK, contracts=contracts, catalogue=small) as producer:
        with pytest.raises(PublishError, match=r"test.sdk-small refuses a record of this size"):
            await producer.publish(event, occurred_at=OCCURRED, registered_at=REGISTERED)


async def test_a_topic_that_is_not_there_is_named_at_the_start(
    settings: Settings, contracts: Contracts, catalogue: Catalogue
) -> None:
    elsewhere = one_topic(catalogue, name="test.sdk-missing")

    with pytest.raises(ClusterError, match=r"topic test.sdk-missing does not exist: run simpul topics apply"):
        await Producer(settings=settings, system=SIAK, contracts=contracts, catalogue=elsewhere).__aenter__()


async def test_another_partition_count_is_refused_at_the_start(
    settings: Settings, contracts: Contracts, catalogue: Catalogue
) -> None:
    wider = one_topic(catalogue, name=TOPIC, partitions=12)

    with pytest.raises(ClusterError, match="has 6 partitions and the catalogue says 12"):
        await Producer(settings=settings, system=SIAK, contracts=contracts, catalogue=wider).__aenter__()


async def test_a_broker_that_does_not_answer_is_named(
    contracts: Contracts, catalogue: Catalogue, unused_tcp_port: int
) -> None:
    nowhere = Settings(bootstrap_servers=f"127.0.0.1:{unused_tcp_port}", publish_timeout_s=5)

    with pytest.raises(ClusterError, match=rf"no Kafka broker answers at 127.0.0.1:{unused_tcp_port}"):
        await Producer(settings=nowhere, system=SIAK, contracts=contracts, catalogue=catalogue).__aenter__()


async def test_a_producer_that_is_not_open_publishes_nothing(producer: Producer, contracts: Contracts) -> None:
    event = example_of(contracts, "DeathRegistered")

    with pytest.raises(PublishError, match="the producer is not open"):
        await producer.publish(event, occurred_at=OCCURRED, registered_at=REGISTERED)
