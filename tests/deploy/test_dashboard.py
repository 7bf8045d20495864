"""The dashboard asks for what a worker shows, and a person can read it."""

import re

import pytest

from simpul.metrics import Metrics
from tests.deploy.files import ROOT, Node, node, nodes, panels, queries, read_yaml
from tests.deploy.promql import labels_in, metrics_in
from tests.deploy.sample_metrics import shown_labels

# What Prometheus itself adds to a worker's metrics, and the series it makes.
SCRAPED = frozenset({"job", "instance"})
PROMETHEUS_OWN = {"up": frozenset({"stream"}), "ALERTS": frozenset({"alertstate"})}

PANELS = [pytest.param(panel, id=str(panel["title"])) for panel in panels()]
QUERIES = [pytest.param(expression, id=title) for title, expression in queries()]


@pytest.mark.parametrize("expression", QUERIES)
def test_a_query_names_only_metrics_and_labels_that_exist(expression: str) -> None:
    shown = shown_labels() | PROMETHEUS_OWN

    named = metrics_in(expression)

    assert named
    assert named <= set(shown)
    assert labels_in(expression) <= SCRAPED.union(*(shown[name] for name in named))


def test_every_metric_of_a_worker_is_on_the_dashboard() -> None:
    on_dashboard = {name for _, expression in queries() for name in metrics_in(expression)}

    missing = [
        family.name
        for family in Metrics().registry.collect()
        if not any(name == family.name or name.startswith(f"{family.name}_") for name in on_dashboard)
    ]

    assert missing == []


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_says_what_it_shows_in_which_unit(panel: Node) -> None:
    defaults = node(node(panel["fieldConfig"])["defaults"])

    assert str(panel["title"])[0].isupper()
    assert str(panel["description"]).endswith(".")
    assert defaults["unit"]


@pytest.mark.parametrize("panel", PANELS)
def test_a_legend_names_only_labels_that_the_query_keeps(panel: Node) -> None:
    for target in nodes(panel["targets"]):
        kept = labels_in(str(target["expr"]))

        assert set(re.findall(r"\{\{(\w+)\}\}", str(target["legendFormat"]))) <= kept


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_asks_the_data_source_that_is_provisioned(panel: Node) -> None:
    path = ROOT / "deploy" / "grafana" / "provisioning" / "datasources" / "prometheus.yml"
    provisioned = [source["uid"] for source in nodes(node(read_yaml(path))["datasources"])]

    asked = [node(place["datasource"])["uid"] for place in (panel, *nodes(panel["targets"]))]

    assert set(asked) == set(provisioned)


def test_no_two_panels_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = {name: int(str(value)) for name, value in node(panel["gridPos"]).items()}
        covered = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }

        assert not covered & taken
        assert place["x"] + place["w"] <= 24
        taken |= covered
