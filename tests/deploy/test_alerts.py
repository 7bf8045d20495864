"""The alert rules: Prometheus' own tool runs them, and a person woken by one learns what to do."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from simpul.cli import COMMANDS
from simpul.settings import Settings
from tests.deploy.files import PROMETHEUS, Node, node, rules
from tests.deploy.promql import labels_in, metrics_in
from tests.deploy.sample_metrics import shown_labels
from tests.system_tools import needs_tool

WORST_FIVE = {"worker-gone", "lag", "dead-letters", "commit-age", "broker"}
RULES = [pytest.param(rule, id=str(rule["alert"])) for _, rule in rules()]


def promtool(*arguments: str, folder: Path = PROMETHEUS) -> subprocess.CompletedProcess[str]:
    command = [needs_tool("promtool", package="prometheus"), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "arguments",
    [("check", "rules", "alerts.yml"), ("check", "config", "prometheus.yml"), ("test", "rules", "alerts_test.yml")],
    ids=" ".join,
)
def test_promtool_finds_nothing_wrong(arguments: tuple[str, ...]) -> None:
    done = promtool(*arguments)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("healthy", "broken"),
    [
        ('up{job="simpul", stream!=""} == 0', 'up{job="simpul", stream!=""} == 2'),
        ("> 60", "> 600"),
        ("> 5\n", "> 50\n"),
        ("== 1", "== 2"),
        ("0.05 *", "0.5 *"),
        ("> 30", "> 300"),
        ('simpul_broker_reachable{job="simpul"} == 0', 'simpul_broker_reachable{job="simpul"} == 2'),
    ],
)
def test_a_rule_that_no_longer_fires_fails_its_test(tmp_path: Path, healthy: str, broken: str) -> None:
    text = (PROMETHEUS / "alerts.yml").read_text(encoding="utf-8")
    assert healthy in text
    (tmp_path / "alerts.yml").write_text(text.replace(healthy, broken), encoding="utf-8")
    shutil.copy(PROMETHEUS / "alerts_test.yml", tmp_path)

    done = promtool("test", "rules", "alerts_test.yml", folder=tmp_path)

    assert done.returncode != 0


def test_the_worst_five_have_rules_each() -> None:
    assert {group for group, _ in rules()} == WORST_FIVE


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_test_by_its_name(rule: Node) -> None:
    tests = (PROMETHEUS / "alerts_test.yml").read_text(encoding="utf-8")

    spoken_of = tests.split(f"- alertname: {rule['alert']}\n")[1:]

    assert any(re.match(r"\s*eval_time: \S+\s*exp_alerts: \[\]", after) for after in spoken_of), "no silent case"
    assert any(re.match(r"\s*eval_time: \S+\s*exp_alerts:\s*- exp_labels", after) for after in spoken_of), "never fires"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_only_metrics_and_labels_that_exist(rule: Node) -> None:
    shown = shown_labels() | {"up": frozenset({"stream", "adapter"})}

    named = metrics_in(str(rule["expr"]))

    assert named
    assert named <= set(shown)
    assert labels_in(str(rule["expr"])) <= {"job", "instance"}.union(*(shown[name] for name in named))


@pytest.mark.parametrize("rule", RULES)
def test_an_alert_says_what_it_means_and_which_command_to_use(rule: Node) -> None:
    said = node(rule["annotations"])
    commands = re.findall(r"`([^`]+)`", str(said["description"]))

    assert said["summary"]
    assert commands
    assert {command.split()[0] for command in commands} <= {"simpul", "docker", "curl", "promtool"}


@pytest.mark.parametrize("rule", RULES)
def test_a_command_of_simpul_that_an_alert_names_exists(rule: Node) -> None:
    commands = re.findall(r"`simpul (\S+)[^`]*`", str(node(rule["annotations"])["description"]))

    assert set(commands) <= set(COMMANDS)


def test_the_limit_of_commit_age_is_the_setting_as_supplied() -> None:
    expressions = [str(rule["expr"]) for _, rule in rules() if rule["alert"] == "SimpulCommitAge"]

    limit = Settings.model_fields["stalled_after_s"].default
    assert [float(expression.rsplit(">", 1)[1]) for expression in expressions] == [limit]
