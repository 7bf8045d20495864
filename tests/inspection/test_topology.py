"""Pictures of streams."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.catalogue import PACKAGE, write_catalogue
from simpul.contracts import load_contracts
from simpul.inspection.topology import Edge, Topology, as_document, as_dot, as_lines, as_mermaid, topology_of
from simpul.runtime.app import plan_application
from simpul.settings import Settings
from streams import birth, death
from tests.docs.pages import PROJECT
from tests.runtime.streams_joining import NAME, build, build_lamps


def picture_of(flow: object) -> Topology:
    app = getattr(flow, "app")  # noqa: B009  # of a module
    return topology_of(app.name, plan_application(app.name, app.build, Settings()))


def test_a_flow_is_drawn_from_its_topics_over_its_tables_to_what_it_says() -> None:
    topology = picture_of(death)

    kinds = {node.label[0]: node.kind for node in topology.nodes}
    assert kinds["adminduk.person"] == "topic"
    assert kinds["deceased"] == "table"
    assert kinds["voters_deceased"] == "stream"
    assert kinds["repartition.death"] == "repartition"
    assert kinds["F1.4"] == "join"
    joined = [edge.source for edge in topology.edges if edge.target == "join:F1:3"]
    assert joined == ["table:F1:payroll_lines", "table:F1:employees", "table:F1:deceased"]
    assert Edge("join:F1:0", "topic:derived.aid-stop-proposed", "AidStopProposed") in topology.edges


def test_a_step_that_builds_on_cases_hangs_on_the_step_that_makes_them() -> None:
    topology = picture_of(birth)

    places = {node.label[0]: node.id for node in topology.nodes if node.kind == "join"}
    labels = [edge.label for edge in topology.edges if edge.target == places["F3.2"]]
    assert labels == ["BirthMatched", "BirthOutsideFacilityNotice"]


@pytest.mark.parametrize("name", ["meet", "lamps"])
def test_a_join_is_drawn_with_its_kind_and_its_changelog(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contracts = load_contracts()
    reads = ["ComplaintSubmitted", "StreetLampStateChanged" if name == "lamps" else "ComplaintRouted"]
    write_catalogue(tmp_path, application=NAME, reads=reads, contracts=contracts, state=True)
    monkeypatch.syspath_prepend(str(tmp_path))

    topology = topology_of(
        NAME, plan_application(NAME, build_lamps if name == "lamps" else build, Settings(catalogue=PACKAGE))
    )

    labels = {node.label for node in topology.nodes}
    join = "foreign-key table-table left" if name == "lamps" else "stream-stream outer"
    assert (name, f"{join} on key") in labels
    assert ("join, timers", f"changelog.{NAME}") in labels
    assert ((f"repartition.{NAME}",) in labels) == (name == "lamps")


def test_every_form_names_every_part() -> None:
    topology = picture_of(death)

    for text in ("\n".join(as_lines(topology)), "\n".join(as_mermaid(topology)), "\n".join(as_dot(topology))):
        assert all(node.label[0] in text for node in topology.nodes)
    assert json.loads(json.dumps(as_document(topology)))["application"] == "death"


def test_the_command_prints_one_form() -> None:
    command = [sys.executable, "-m", "simpul", "topology", "streams.death:app"]

    drawn = subprocess.run([*command, "--mermaid"], cwd=PROJECT, capture_output=True, text=True, check=True)
    twice = subprocess.run([*command, "--dot", "--json"], cwd=PROJECT, capture_output=True, text=True, check=False)

    assert drawn.stdout.startswith("flowchart LR\n")
    assert twice.returncode == 1
    assert twice.stderr == "simpul: --dot, --mermaid and --json exclude each other; give one of them\n"
