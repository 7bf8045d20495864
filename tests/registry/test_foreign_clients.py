"""Clients nobody here wrote read an event of ours from a real Kafka, by way of the registry view."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

from simpul.contracts import Contract, Contracts, encode, to_json

pytestmark = pytest.mark.kafka

NODE_FILES = Path(__file__).parent / "node"
EVENT_TYPES = ("FamilyCardChanged", "AlertDispatched")
EPOCH = date(1970, 1, 1)


@pytest.fixture(params=EVENT_TYPES)
def contract(request: pytest.FixtureRequest, contracts: Contracts) -> Contract:
    return contracts.latest(request.param)


@pytest.fixture
def topic(kafka: str, contract: Contract) -> str:
    name = f"registry-test-{uuid.uuid4()}"
    admin = AdminClient({"bootstrap.servers": kafka})
    made = admin.create_topics([NewTopic(name, 1, 1)])
    made[name].result(timeout=30)
    producer = Producer({"bootstrap.servers": kafka})
    producer.produce(name, encode(contract, contract.example))
    assert producer.flush(30) == 0
    return name


def needed(program: str, *places: Path) -> str:
    """The path of a program; without it the test is skipped, except in CI."""
    found = shutil.which(program, path=os.pathsep.join([*map(str, places), os.environ["PATH"]]))
    if found is None and "CI" not in os.environ:
        pytest.skip(f"{program} is not installed (Debian: apt install {program})")
    assert found is not None, f"{program} is not installed, and CI needs it"
    return found


def run(*command: str, folder: Path | None = None) -> str:
    """The stdout of a program that must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def node_folder() -> Path:
    """The folder with the npm clients, installed from the lock file once a machine."""
    folder = Path.cwd() / ".simpul" / "node"
    lock = (NODE_FILES / "package-lock.json").read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "installed-lock.json"
    if not stamp.exists() or stamp.read_bytes() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(NODE_FILES / name, folder / name)
        npm = needed("npm", Path(sys.executable).parent)
        run(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", folder=folder)
        stamp.write_bytes(lock)
    shutil.copy(NODE_FILES / "read.mjs", folder / "read.mjs")
    return folder


def test_confluents_python_deserializer_reads_an_event(
    kafka: str, registry_url: str, topic: str, contract: Contract
) -> None:
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": topic, "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    try:
        message = consumer.poll(30)
    finally:
        consumer.close()

    assert message is not None
    with SchemaRegistryClient({"url": registry_url}) as client:
        event = AvroDeserializer(client)(message.value(), SerializationContext(topic, MessageField.VALUE))
    assert event == contract.example


def test_the_npm_client_of_kafkajs_reads_an_event(
    kafka: str, registry_url: str, topic: str, contract: Contract, node_folder: Path
) -> None:
    node = needed("node", Path(sys.executable).parent)

    event = json.loads(run(node, "read.mjs", kafka, registry_url, topic, folder=node_folder))

    assert event == plain(contract)


def test_kcat_reads_an_event(kafka: str, registry_url: str, topic: str, contract: Contract) -> None:
    kcat = needed("kcat")
    if "Avro" not in run(kcat, "-V"):
        pytest.skip("this kcat was built without Avro, as Debian's is; one built with libserdes is needed on the PATH")

    printed = run(kcat, "-b", kafka, "-C", "-t", topic, "-c", "1", "-s", "value=avro", "-r", registry_url)

    assert unwrapped(json.loads(printed)) == plain(contract)


def test_any_kcat_reads_the_schema_id_of_an_event(kafka: str, topic: str, contract: Contract) -> None:
    printed = run(needed("kcat"), "-b", kafka, "-C", "-t", topic, "-c", "1", "-s", "value=>b I")

    assert printed.split() == ["0", str(contract.schema_id)]


def plain(contract: Contract) -> dict[str, object]:
    """The example as a client without logical types sees it: days and milliseconds since 1970."""
    names = {part.name: part.schema for part in contract.fields}
    values = dict(to_json(contract, contract.example))
    for name, value in contract.example.items():
        kind = names[name]
        if isinstance(kind, dict) and kind.get("logicalType") == "date":
            values[name] = (value - EPOCH).days  # type: ignore[operator]  # a date
    return values


def unwrapped(document: Mapping[str, object]) -> dict[str, object]:
    """Avro's JSON without the type around each value of a union."""
    return {
        name: next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value
        for name, value in document.items()
    }
