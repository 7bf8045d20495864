"""A producer with a spool takes events whether or not a broker answers, and all of them land in order."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from simpul import local
from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import Contracts, load_contracts, typed_class
from simpul.errors import ClusterError, PublishError, SpoolFull
from simpul.events import Event
from simpul.sdk import Landed, Producer, Sent
from simpul.sdk.sent import IN_SPOOL
from simpul.sdk.spool import Spool
from simpul.settings import Settings
from simpul.wire import read_envelope
from tests.runtime.worker_process import read_committed
from tests.sdk.bus import create_topic, one_topic
from tests.sdk.spool.samples import spool_in

SIAK = 1
A_DAY, PEOPLE = 10_000, 100
WHEN = datetime(2019, 7, 29, 17, tzinfo=UTC)


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return load_contracts()


@pytest.fixture(scope="module")
def whole(contracts: Contracts) -> Catalogue:
    return load_catalogue(contracts=contracts)


@pytest.fixture
def event(contracts: Contracts) -> Event:
    contract = contracts.latest("DeathRegistered")
    return typed_class("avro_schemas", contract).model_validate(contract.example)


def producer_of(spool: Spool, brokers: str, catalogue: Catalogue) -> Producer:
    settings = Settings(bootstrap_servers=brokers, publish_timeout_s=15)
    return Producer(settings=settings, system=SIAK, catalogue=catalogue, spool=spool)


async def publish(producer: Producer, event: Event, numbers: Sequence[int]) -> list[Landed]:
    """Publish one event for each number, which is its id; all of them have the same key."""
    sent: list[Sent] = [
        await producer.send(event, occurred_at=WHEN, registered_at=WHEN, event_id=UUID(int=number))
        for number in numbers
    ]
    return [await one for one in sent]


async def landed_ids(brokers: str, topic: str, *, partition: int, count: int) -> list[int]:
    """The ids of the first events of a partition as a reader takes them: in order, the second of equal ids dropped."""
    found: dict[int, None] = {}
    async with AIOKafkaConsumer(bootstrap_servers=brokers, isolation_level="read_committed") as consumer:
        consumer.assign([TopicPartition(topic, partition)])
        await consumer.seek_to_beginning()
        while len(found) < count:
            record = await consumer.getone()
            found[UUID(read_envelope(record.headers).event_id).int] = None
    return [*found]


async def test_without_a_broker_events_are_safe_on_disk(
    tmp_path: Path, whole: Catalogue, event: Event, unused_tcp_port: int
) -> None:
    async with spool_in(tmp_path) as spool:
        async with producer_of(spool, f"127.0.0.1:{unused_tcp_port}", whole) as producer:
            [landed] = await publish(producer, event, [7])

        [waiting] = await spool.read(after=0, events=9, size=9)

    assert (landed.offset, landed.event_id) == (IN_SPOOL, str(UUID(int=7)))
    assert (waiting.record.topic, waiting.record.event_id) == (landed.topic, landed.event_id)


@pytest.mark.kafka
async def test_what_waits_lands_before_what_is_new(
    kafka: str, tmp_path: Path, whole: Catalogue, event: Event, unused_tcp_port: int
) -> None:
    create_topic(kafka, "test.spooled-order")
    catalogue = one_topic(whole, name="test.spooled-order")
    async with spool_in(tmp_path) as spool:
        async with producer_of(spool, f"127.0.0.1:{unused_tcp_port}", catalogue) as offline:
            await publish(offline, event, range(700))
        waited = spool.waiting
    async with spool_in(tmp_path) as spool:
        async with producer_of(spool, kafka, catalogue) as producer:
            [*_, last] = await publish(producer, event, range(700, 900))
        left = spool.waiting

    assert (waited, left) == (700, 0)
    assert await landed_ids(kafka, last.topic, partition=last.partition, count=900) == list(range(900))


@pytest.mark.kafka
async def test_a_broker_that_goes_and_comes_back_is_not_noticed_by_who_publishes(
    tmp_path: Path, whole: Catalogue, event: Event
) -> None:
    running = local.start(tmp_path / "kafka")
    try:
        [broker] = running.brokers
        brokers = running.bootstrap_servers
        create_topic(brokers, "test.spooled-outage")
        catalogue = one_topic(whole, name="test.spooled-outage")
        async with spool_in(tmp_path) as spool, producer_of(spool, brokers, catalogue) as producer:
            await publish(producer, event, range(300))
            broker.kill()
            [*_, last] = await publish(producer, event, range(300, 600))
            broker.start()
            local.wait_until_ready(running.brokers)
            await publish(producer, event, range(600, 700))
            await spool.drained()

        found = await landed_ids(brokers, last.topic, partition=last.partition, count=700)
    finally:
        local.stop(tmp_path / "kafka")

    assert found == list(range(700))


@pytest.mark.kafka
async def test_a_day_of_events_during_an_outage_lands_whole_and_in_the_order_of_each_key(
    tmp_path: Path, whole: Catalogue, event: Event
) -> None:
    people = [event.model_copy(update={"person_tok": f"t1.{number:032x}"}) for number in range(PEOPLE)]
    running = local.start(tmp_path / "kafka")
    try:
        [broker] = running.brokers
        brokers = running.bootstrap_servers
        create_topic(brokers, "test.spooled-day")
        catalogue = one_topic(whole, name="test.spooled-day")
        async with spool_in(tmp_path, max_bytes=100_000_000) as spool, producer_of(spool, brokers, catalogue) as day:
            broker.kill()
            for number in range(A_DAY):
                about = people[number % PEOPLE]
                await day.send(about, occurred_at=WHEN, registered_at=WHEN, event_id=UUID(int=number))
            await day.flush()
            waited = spool.waiting
            broker.start()
            local.wait_until_ready(running.brokers)
            await spool.drained()

        records = await asyncio.to_thread(read_committed, brokers, "test.spooled-day")
    finally:
        local.stop(tmp_path / "kafka")

    found = [UUID(headers["ce_id"].decode()).int for headers in records]
    assert waited == A_DAY
    assert sorted(found) == list(range(A_DAY))
    for person in range(PEOPLE):
        assert [number for number in found if number % PEOPLE == person] == list(range(person, A_DAY, PEOPLE))


async def test_an_id_that_comes_again_with_other_data_is_refused(
    tmp_path: Path, whole: Catalogue, event: Event, unused_tcp_port: int
) -> None:
    async with spool_in(tmp_path) as spool:
        async with producer_of(spool, f"127.0.0.1:{unused_tcp_port}", whole) as producer:
            await publish(producer, event, [7, 7])

            with pytest.raises(PublishError, match=f"{UUID(int=7)} of adminduk.* was published before with other data"):
                await publish(producer, event.model_copy(update={"certificate_no": "another"}), [7])
        assert spool.waiting == 1


async def test_a_full_spool_is_said_to_who_publishes(
    tmp_path: Path, whole: Catalogue, event: Event, unused_tcp_port: int
) -> None:
    async with spool_in(tmp_path, max_bytes=1_000) as spool:
        async with producer_of(spool, f"127.0.0.1:{unused_tcp_port}", whole) as producer:
            await publish(producer, event, [1])

            with pytest.raises(SpoolFull, match="SIMPUL_SPOOL_MAX_BYTES"):
                await publish(producer, event, [2])
        assert spool.waiting == 1


@pytest.mark.kafka
async def test_a_topic_that_is_not_there_is_named_at_the_start(kafka: str, tmp_path: Path, whole: Catalogue) -> None:
    elsewhere = one_topic(whole, name="test.sdk-missing")

    async with spool_in(tmp_path) as spool:
        with pytest.raises(ClusterError, match=r"topic test.sdk-missing does not exist: run simpul topics apply"):
            await producer_of(spool, kafka, elsewhere).__aenter__()


async def test_a_producer_that_is_not_open_publishes_nothing(
    tmp_path: Path, whole: Catalogue, event: Event, unused_tcp_port: int
) -> None:
    async with spool_in(tmp_path) as spool:
        with pytest.raises(PublishError, match="the producer is not open"):
            await publish(producer_of(spool, f"127.0.0.1:{unused_tcp_port}", whole), event, [1])
