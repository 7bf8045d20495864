"""The dashboard and the alerts over the metrics of running workers and an adapter, as Prometheus sees them."""

import asyncio
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
from confluent_kafka import Producer as PlainProducer

from simpul import local
from simpul.adapters.http import new_key
from simpul.catalogue import load_catalogue
from simpul.contracts import load_contracts, to_json, typed_class
from simpul.local._ports import free_port
from simpul.sdk import Producer
from simpul.settings import Settings
from tests.deploy.files import Node, nodes, queries, rules
from tests.deploy.live_prometheus import LivePrometheus, live_prometheus, value_of, wait_until
from tests.system_tools import needs_tool

pytestmark = pytest.mark.kafka

KEY = "simpul-test-key"
STREAMS = {"distribution": "streams.distribution:app", "distribution-priority": "streams.distribution:priority"}
SIREN = 61  # the system that sends over HTTP
EVENT_TYPES = ("DeathRegistered", "HazardAlertRaised")  # one for each lane

QUERIES = [pytest.param(expression, id=title) for title, expression in queries()]
RULES = [pytest.param(rule, id=str(rule["alert"])) for _, rule in rules()]


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePrometheus]:
    """Prometheus over a worker of each lane that has delivered events and set one aside; a bus of its own."""
    needs_tool("prometheus")
    folder = tmp_path_factory.mktemp("watched")
    with ExitStack() as stack:
        brokers = stack.enter_context(bus(folder / "bus"))
        simpul("topics", "apply", brokers=brokers)
        targets: dict[str, dict[str, str]] = {
            stack.enter_context(process("worker", name, brokers=brokers, folder=folder / stream)): {"stream": stream}
            for stream, name in STREAMS.items()
        }
        key, line = new_key(SIREN)
        (folder / "keys").write_text(line, encoding="utf-8")
        ingest = f"127.0.0.1:{free_port()}"
        settings = {"SIMPUL_INGEST_KEYS": str(folder / "keys"), "SIMPUL_INGEST_PORT": ingest.rpartition(":")[2]}
        adapter = process("ingest", "http", brokers=brokers, folder=folder / "http", **settings)
        targets[stack.enter_context(adapter)] = {"adapter": "http"}
        for address, labels in targets.items():
            wait_until(partial(is_ready, address), what=f"the process of {labels} is ready")
        (folder / "prometheus").mkdir()
        watched = stack.enter_context(live_prometheus(folder / "prometheus", targets=targets))
        # Twice, as a rate needs to have seen a counter before it rises.
        for times in (1, 2):
            asyncio.run(publish(brokers))
            send(ingest, key=key)
            await_committed(watched, events=times * (len(EVENT_TYPES) + 1))
        wait_until(
            lambda: all(figures(watched.query(expression)) for _, expression in queries()),
            what="each panel has something to show",
        )
        yield watched


@contextmanager
def bus(folder: Path) -> Iterator[str]:
    """Bootstrap servers of one broker, whose topics no other test writes to."""
    try:
        yield local.start(folder).bootstrap_servers
    finally:
        local.stop(folder)


@contextmanager
def process(command: str, name: str, *, brokers: str, folder: Path, **settings: str) -> Iterator[str]:
    """Host and port of the metrics of a worker or an adapter that was started."""
    folder.mkdir()
    address = f"127.0.0.1:{free_port()}"
    environment = {
        "SIMPUL_BOOTSTRAP_SERVERS": brokers,
        "SIMPUL_DATA_DIR": str(folder),
        "SIMPUL_METRICS_PORT": address.rpartition(":")[2],
        "SIMPUL_TOKEN_KEY": KEY,
        "SIMPUL_SPOOL_KEY": KEY,
        **settings,
    }
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "simpul", command, name], env=os.environ | environment, stdout=log, stderr=log
        )
    try:
        yield address
    except AssertionError as failure:
        failure.add_note((folder / "log").read_text(encoding="utf-8")[-2_000:])
        raise
    finally:
        started.terminate()
        started.wait(30)


def is_ready(address: str) -> bool:
    try:
        return httpx.get(f"http://{address}/readyz", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def simpul(*arguments: str, brokers: str) -> None:
    command = [sys.executable, "-m", "simpul", *arguments]
    environment = os.environ | {"SIMPUL_BOOTSTRAP_SERVERS": brokers}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


async def publish(brokers: str) -> None:
    """One event of each type, and a record that nobody can decode."""
    settings = Settings(bootstrap_servers=brokers)
    contracts = load_contracts()
    catalogue = load_catalogue(contracts=contracts)
    now = datetime.now(UTC)
    for event_type in EVENT_TYPES:
        contract = contracts.latest(event_type)
        event = typed_class(settings.contracts, contract).model_validate(contract.example)
        system = min(catalogue.systems_publishing(event_type))
        async with Producer(settings=settings, system=system, contracts=contracts, catalogue=catalogue) as producer:
            await producer.publish(event, occurred_at=now, registered_at=now)
    plain = PlainProducer({"bootstrap.servers": brokers})
    plain.produce(catalogue.topic_of(EVENT_TYPES[0]).name, b"no frame", key=b"somebody")
    assert plain.flush(30) == 0


def send(ingest: str, *, key: str) -> None:
    """One event over HTTP, and one that is refused."""
    contract = load_contracts().latest("HazardAlertRaised")
    now = datetime.now(UTC).isoformat()
    alert = {
        "type": "HazardAlertRaised",
        "data": to_json(contract, contract.example),
        "occurred_at": now,
        "registered_at": now,
    }
    answer = httpx.post(f"http://{ingest}/v1/events", json=alert, headers={"X-API-Key": key}, timeout=30)
    assert answer.status_code == httpx.codes.ACCEPTED, answer.text
    answer = httpx.post(f"http://{ingest}/v1/events", json={"type": "Nonsense"}, headers={"X-API-Key": key}, timeout=30)
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, answer.text


def await_committed(prometheus: LivePrometheus, *, events: int) -> None:
    wait_until(
        lambda: sum(map(value_of, prometheus.query("simpul_events_in_total"))) >= events,
        what="the events are committed",
    )


def figures(series: list[Node]) -> list[float]:
    """The values that a panel can draw."""
    return [value for value in map(value_of, series) if not math.isnan(value)]


@pytest.mark.parametrize("expression", QUERIES)
def test_a_panel_has_something_to_show(prometheus: LivePrometheus, expression: str) -> None:
    assert figures(prometheus.query(expression))


@pytest.mark.parametrize("rule", RULES)
def test_no_alert_fires_over_healthy_workers(prometheus: LivePrometheus, rule: Node) -> None:
    assert prometheus.query(str(rule["expr"])) == []


def test_prometheus_evaluates_every_rule_without_error(prometheus: LivePrometheus) -> None:
    wait_until(lambda: all(rule["health"] != "unknown" for rule in prometheus.rules()), what="rules are evaluated")

    assert {str(rule["name"]): rule["health"] for rule in prometheus.rules()} == {
        str(rule["alert"]): "ok" for _, rule in rules()
    }


def test_events_are_counted_by_stream_and_type(prometheus: LivePrometheus) -> None:
    counted = {
        (str(labels["stream"]), str(labels["type"])): value_of(series)
        for series in prometheus.query("simpul_events_out_total")
        for labels in nodes([series["metric"]])
    }

    assert set(counted) == set(zip(STREAMS, EVENT_TYPES, strict=True))


def test_what_is_refused_over_http_is_counted(prometheus: LivePrometheus) -> None:
    wait_until(
        lambda: [value_of(series) for series in prometheus.query("simpul_adapter_rejected_rows_total")] == [2],
        what="both refusals are counted, and no more",
    )
