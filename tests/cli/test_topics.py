"""`simpul topics` on a real Kafka, with a catalogue of the test's own."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

import topics as regency
from simpul.catalogue.cluster import read_cluster
from simpul.cli import topics as command

pytestmark = pytest.mark.kafka

DECLARED = """\
topics:
  - name: NAME.account
    owner: DISKOMINFO
    class: P1
    partitions: 2
    retention_days: 365
    events:
      - {type: AccessChanged, key: [nip], systems: [59]}
"""

Run: TypeAlias = Callable[..., Result]


@pytest.fixture
def name() -> str:
    """The domain of this test's own topics."""
    return f"cli-{uuid4().hex[:8]}"


@pytest.fixture
def declared(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that declares the test's topic, in a catalogue that can be found under the test's name."""
    folder = tmp_path / name.replace("-", "_")
    shutil.copytree(Path(regency.__path__[0]) / "reference", folder / "reference")
    (folder / "applications.yaml").write_text("operator: DISKOMINFO\napplications: []\n", encoding="utf-8")
    file = folder / f"{name}.yaml"
    file.write_text(DECLARED.replace("NAME", name), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return file


@pytest.fixture
def run(kafka: str, declared: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `simpul topics ...`, which sees of the shared broker only this test's topics."""

    def of_this_test(brokers: str) -> object:
        cluster = read_cluster(brokers)
        return replace(cluster, topics=tuple(topic for topic in cluster.topics if topic.name.startswith(name)))

    monkeypatch.setattr(command, "read_cluster", of_this_test)
    environment = {"SIMPUL_BOOTSTRAP_SERVERS": kafka, "SIMPUL_CATALOGUE": declared.parent.name}
    return lambda *arguments: CliRunner().invoke(command.topics, arguments, env=environment)


def test_plan_says_what_apply_would_do_and_changes_nothing(run: Run, name: str) -> None:
    first, second = run("plan"), run("plan")

    assert f"create   {name}.account: 2 partitions, replicas 1, 365 days" in first.stdout
    assert first.stdout == second.stdout
    assert first.exit_code == 0


def test_apply_creates_and_a_second_one_finds_nothing_to_do(run: Run) -> None:
    first, second = run("apply"), run("apply")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "create" in first.stdout
    assert second.stdout == "keep     1 topics are as declared\n"


def test_plan_as_json_is_read_by_programs(run: Run, name: str) -> None:
    (action,) = json.loads(run("plan", "--json").stdout)

    assert (action["action"], action["topic"], action["partitions"]) == ("create", f"{name}.account", 2)
    assert action["config"]["min.insync.replicas"] == "1"


def test_drift_exits_with_3_only_if_the_cluster_differs(run: Run) -> None:
    before = run("drift")
    run("apply")
    after = run("drift")

    assert (before.exit_code, after.exit_code) == (3, 0)


def test_another_partition_count_is_refused_and_apply_says_so(run: Run, declared: Path, name: str) -> None:
    run("apply")
    declared.write_text(
        declared.read_text(encoding="utf-8").replace("partitions: 2", "partitions: 4"), encoding="utf-8"
    )

    refused = run("apply")

    assert refused.exit_code == 3
    assert f"refuse   {name}.account: it has 2 partitions and the catalogue says 4" in refused.stdout


def test_a_named_topic_is_made_anew_with_another_partition_count(run: Run, declared: Path, name: str) -> None:
    run("apply")
    declared.write_text(
        declared.read_text(encoding="utf-8").replace("partitions: 2", "partitions: 4"), encoding="utf-8"
    )

    run("apply", "--allow-delete", f"{name}.account")
    run("apply")

    assert run("drift").exit_code == 0


def test_an_unknown_topic_is_reported_and_stays(run: Run, declared: Path, name: str) -> None:
    run("apply")
    declared.write_text(declared.read_text(encoding="utf-8").replace(".account", ".accounts"), encoding="utf-8")

    applied, drifted = run("apply"), run("drift")

    assert f"unknown  {name}.account: it is not in the catalogue" in applied.stdout
    assert applied.exit_code == 0
    assert drifted.exit_code == 3
