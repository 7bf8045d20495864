"""Where the files of deploy/ are, and their content as plain values."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias, cast

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARD = ROOT / "deploy" / "grafana" / "dashboards" / "simpul.json"

Node: TypeAlias = Mapping[str, object]


def read_yaml(path: Path) -> object:
    """The content of a YAML file, with anchors and merges resolved."""
    content: object = YAML(typ="safe").load(path)
    return content


def node(content: object) -> Node:
    """The mapping that stands here; an empty one where nothing stands."""
    return cast("Node", content) if isinstance(content, Mapping) else {}


def nodes(content: object) -> list[Node]:
    """The mappings of the list that stands here."""
    return [node(item) for item in content] if isinstance(content, list) else []


def rules() -> Iterator[tuple[str, Node]]:
    """The alert rules, each with the name of its group."""
    for group in nodes(node(read_yaml(PROMETHEUS / "alerts.yml"))["groups"]):
        for rule in nodes(group["rules"]):
            yield str(group["name"]), rule


def panels() -> Iterator[Node]:
    """The panels of the dashboard that show something."""
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    yield from (panel for panel in nodes(dashboard["panels"]) if panel["type"] != "row")


def queries() -> Iterator[tuple[str, str]]:
    """Title and PromQL expression of every query of the dashboard, with Grafana's variables filled in."""
    for panel in panels():
        for target in nodes(panel["targets"]):
            yield str(panel["title"]), filled_in(str(target["expr"]))


def filled_in(expression: str) -> str:
    """The expression as Grafana sends it when all streams are chosen."""
    return expression.replace("$__rate_interval", "5m").replace("$stream", ".*")
