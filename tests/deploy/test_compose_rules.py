"""Each rule of the compose file refuses what it is there to refuse, and only that."""

from collections.abc import Callable, Iterable, Mapping

import pytest

from tests.deploy import compose_rules as rules
from tests.deploy.files import Node

Rule = Callable[[Node], Iterable[str]]


def one(service: Mapping[str, object], **others: Mapping[str, object]) -> dict[str, object]:
    return {"services": {"bus": service, **others}}


def settings(document: Node) -> Iterable[str]:
    return rules.bad_settings(document, given={"GIVEN": "test"})


def volumes(document: Node) -> Iterable[str]:
    return rules.bad_volumes(document, exists=lambda path: path == "./deploy")


CHECK = {"test": ["CMD", "true"], "interval": "5s"}


@pytest.mark.parametrize(
    ("rule", "document", "complaint"),
    [
        (rules.unknown_keys, {"service": {}}, "service is no top-level key"),
        (rules.unknown_keys, one({"helthcheck": {}}), "bus: helthcheck is no key of a service"),
        (rules.loose_images, one({}), "bus: has no image"),
        (rules.loose_images, one({"image": "apache/kafka"}), "bus: image apache/kafka is not pinned to a version"),
        (rules.loose_images, one({"image": "a:latest"}), "bus: image a:latest is not pinned to a version"),
        (rules.loose_images, one({"image": "host:5000/a"}), "bus: image host:5000/a is not pinned to a version"),
        (rules.open_ports, one({"ports": ["9092:9092"]}), "bus: port 9092:9092 is published on more than loopback"),
        (rules.open_ports, one({"ports": [9092]}), "bus: port 9092 is published on more than loopback"),
        (rules.open_ports, one({"ports": ["0.0.0.0:1:1"]}), "bus: port 0.0.0.0:1:1 is published on more than loopback"),
        (
            rules.open_ports,
            one({"ports": [{"target": 1}]}),
            "bus: port {'target': 1} is published on more than loopback",
        ),
        (rules.open_ports, one({"network_mode": "host"}), "bus: uses the host's network"),
        (rules.bad_health_checks, one({"restart": "always"}), "bus: runs on and has no health check"),
        (
            rules.bad_health_checks,
            one({"healthcheck": {"test": ["true"]}}),
            "bus: the test of its health check is not a list that begins with CMD or CMD-SHELL",
        ),
        (
            rules.bad_health_checks,
            one({"healthcheck": CHECK | {"interval": 5}}),
            "bus: interval 5 of its health check is no duration",
        ),
        (
            rules.bad_health_checks,
            one({"healthcheck": CHECK | {"every": "5s"}}),
            "bus: every is no key of a health check",
        ),
        (rules.bad_dependencies, one({"depends_on": ["kafka"]}), "bus: depends on kafka, which does not exist"),
        (
            rules.bad_dependencies,
            one({"depends_on": {"kafka": {"condition": "service_healthy"}}}, kafka={}),
            "bus: waits until kafka is healthy, which has no health check",
        ),
        (
            rules.bad_dependencies,
            one({"depends_on": {"kafka": {"condition": "healthy"}}}, kafka={}),
            "bus: healthy is no condition",
        ),
        (
            rules.bad_dependencies,
            one({"depends_on": {"topics": {"condition": "service_completed_successfully"}}}, topics={}),
            "bus: waits until topics has completed, which is restarted for ever",
        ),
        (volumes, one({"volumes": ["data:/data"]}), "bus: volume data is not declared"),
        (volumes, {"volumes": {"data": {}}}, "volume data is declared and not used"),
        (volumes, one({"volumes": ["./gone:/x"]}), "bus: mounts ./gone, which is not in the repository"),
        (volumes, one({"volumes": ["/etc:/x"]}), "bus: mounts /etc, which is not in the repository"),
        (rules.loose_rights, one({"privileged": True}), "bus: is privileged"),
        (rules.loose_rights, one({"cap_add": ["SYS_ADMIN"]}), "bus: asks for cap_add"),
        (rules.loose_rights, one({"volumes": ["/var/run/docker.sock:/s"]}), "bus: mounts Docker's socket"),
        (rules.bad_restarts, one({}), "bus: restart None is no restart policy"),
        (rules.bad_restarts, one({"restart": False}), "bus: restart False is no restart policy"),
        (
            rules.written_secrets,
            one({"environment": {"SIMPUL_TOKEN_KEY": "abc"}}),
            "bus: the value of SIMPUL_TOKEN_KEY stands in the file; write ${SIMPUL_TOKEN_KEY:?where to get it}",
        ),
        (
            rules.written_secrets,
            one({"environment": ["DB_PASSWORD=${DB_PASSWORD:-abc}"]}),
            "bus: the value of DB_PASSWORD stands in the file; write ${DB_PASSWORD:?where to get it}",
        ),
    ],
)
def test_what_breaks_a_rule_is_named(rule: Rule, document: Node, complaint: str) -> None:
    assert list(rule(document)) == [complaint]


@pytest.mark.parametrize(
    ("environment", "part"),
    [
        ({"SIMPUL_BOOTSTRAP": "kafka:1"}, "SIMPUL_BOOTSTRAP is no setting"),
        ({"SIMPUL_METRICS_PORT": "many"}, "SIMPUL_METRICS_PORT"),
        ({"SIMPUL_ENVIRONMENT": "${MISSING:-elsewhere}"}, "SIMPUL_ENVIRONMENT"),
        (["SIMPUL_TOKEN_KEY=${MISSING:?from its keeper}"], "MISSING is not given: from its keeper"),
    ],
)
def test_a_variable_that_is_no_setting_or_has_a_wrong_value_is_named(environment: object, part: str) -> None:
    (complaint,) = settings(one({"environment": environment}))

    assert part in complaint


@pytest.mark.parametrize(
    ("rule", "document"),
    [
        (rules.unknown_keys, {"x-worker": {}, "services": {"bus": {"image": "a", "x-note": 1}}}),
        (rules.loose_images, one({"image": "host:5000/a:v3.1"}, other={"image": "a@sha256:0"})),
        (rules.open_ports, one({"ports": ["127.0.0.1:1:1", "[::1]:1:1", {"target": 1, "host_ip": "127.0.0.1"}]})),
        (rules.bad_health_checks, one({"healthcheck": CHECK}, once={"restart": "no"})),
        (rules.bad_dependencies, one({"depends_on": ["kafka"]}, kafka={})),
        (volumes, {**one({"volumes": ["data:/data", "./deploy:/x:ro"]}), "volumes": {"data": {}}}),
        (rules.bad_restarts, one({"restart": "on-failure:3"}, once={"restart": "no"})),
        (settings, one({"environment": {"SIMPUL_ENVIRONMENT": "${GIVEN}", "OTHER": "$$5"}})),
        (rules.written_secrets, one({"environment": {"SIMPUL_TOKEN_KEY": "${SIMPUL_TOKEN_KEY:?ask for it}"}})),
    ],
)
def test_what_keeps_to_a_rule_passes(rule: Rule, document: Node) -> None:
    assert list(rule(document)) == []
