"""docker-compose.yml keeps to the rules, and what it starts fits together."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

import pytest

from simpul.catalogue import load_catalogue
from simpul.contracts import load_contracts
from simpul.runtime import load_app
from tests.deploy import compose_rules as rules
from tests.deploy.files import PROMETHEUS, ROOT, Node, node, nodes, read_yaml

GIVEN = {
    "SIMPUL_TOKEN_KEY": "simpul-test-key",
    "SIMPUL_SPOOL_KEY": "simpul-test-key",
    "SIMPUL_INGEST_KEYS": "ingest-keys",
}
HTTP = ROOT / "deploy" / "docker-compose.http.yml"


@pytest.fixture
def document() -> Node:
    return node(read_yaml(ROOT / "docker-compose.yml"))


@pytest.fixture
def with_http(document: Node) -> Node:
    """What `docker compose --file docker-compose.yml --file deploy/docker-compose.http.yml` makes of the two."""
    added = node(read_yaml(HTTP))
    return dict(document) | {key: {**node(document.get(key)), **node(part)} for key, part in added.items()}


def workers(document: Node) -> dict[str, str]:
    """Service -> name of the application it works for."""
    return {
        name: load_app(str(command[1])).name
        for name, service in rules.services(document)
        if isinstance(command := service.get("command"), list) and command[0] == "worker"
    }


@pytest.mark.parametrize(
    "rule",
    [
        rules.unknown_keys,
        rules.loose_images,
        rules.open_ports,
        rules.bad_health_checks,
        rules.bad_dependencies,
        partial(rules.bad_volumes, exists=lambda path: (ROOT / path).exists()),
        rules.loose_rights,
        rules.bad_restarts,
        partial(rules.bad_settings, given=GIVEN),
        rules.written_secrets,
    ],
)
def test_the_files_keep_to_the_rule(rule: Callable[[Node], Iterable[str]], document: Node, with_http: Node) -> None:
    assert list(rule(document)) == []
    assert list(rule(with_http)) == []


def test_the_file_starts_the_whole_bus(document: Node) -> None:
    assert set(dict(rules.services(document))) == {
        "kafka",
        "topics",
        "worker",
        "worker-paced",
        "worker-priority",
        "flow-death",
        "flow-unregistered-death",
        "flow-birth",
        "registry",
        "prometheus",
        "grafana",
    }


def test_the_ways_in_start_beside_it_and_take_nothing_from_it(document: Node, with_http: Node) -> None:
    bus, both = dict(rules.services(document)), dict(rules.services(with_http))

    assert set(both) - set(bus) == {"adapter-http"}
    assert {name: both[name] for name in bus} == bus
    assert both["adapter-http"]["image"] == bus["worker"]["image"]


def test_no_two_services_want_the_same_port(with_http: Node) -> None:
    taken = [
        port.rpartition(":")[0]
        for _, service in rules.services(with_http)
        for port in cast("list[str]", service.get("ports", []))
    ]

    assert len(set(taken)) == len(taken) > 0


def test_kafka_is_the_one_that_simpul_up_starts(document: Node) -> None:
    jars = (ROOT / "simpul" / "local" / "jars.lock").read_text(encoding="utf-8")

    (version,) = re.findall(r"^org\.apache\.kafka:kafka_2\.13:(\S+)", jars, flags=re.MULTILINE)

    assert dict(rules.services(document))["kafka"]["image"] == f"apache/kafka:{version}"


def test_without_a_token_key_nothing_starts(document: Node) -> None:
    complaints = list(rules.bad_settings(document, given={}))

    assert [complaint.split(":")[0] for complaint in complaints] == list(workers(document))


def test_every_application_of_the_catalogue_has_a_worker(document: Node) -> None:
    catalogue = load_catalogue("topics", contracts=load_contracts())

    assert sorted(workers(document).values()) == sorted(application.name for application in catalogue.applications)


def test_prometheus_scrapes_every_worker_by_its_stream(document: Node) -> None:
    targets = read_yaml(PROMETHEUS / "workers.yml")
    scraped = {str(node(group["labels"])["stream"]): group["targets"] for group in nodes(targets)}

    served = {
        stream: [f"{name}:{rules.environment(service)['SIMPUL_METRICS_PORT']}"]
        for name, service in rules.services(document)
        for stream in [workers(document).get(name)]
        if stream is not None
    }

    assert scraped == served


def test_workers_do_not_share_a_data_folder(document: Node) -> None:
    mounted = [str(dict(rules.services(document))[name]["volumes"]) for name in workers(document)]

    assert len(set(mounted)) == len(mounted) > 0
