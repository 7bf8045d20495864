"""A stream application as a picture: what it reads, keeps, joins, sends to itself and writes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from simpul.catalogue import Catalogue
from simpul.runtime.app import Plan
from simpul.runtime.messages import PicturedJoin, PicturedTable, StatefulProcessor, Step


class Node(NamedTuple):
    """One part of the picture; `kind` is topic, step, store, repartition, table, stream or join."""

    id: str
    kind: str
    label: tuple[str, ...]


class Edge(NamedTuple):
    """What goes from one part to another, with the event types that do."""

    source: str
    target: str
    label: str = ""


class Topology(NamedTuple):
    """The whole picture."""

    application: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def topology_of(application: str, plan: Plan) -> Topology:
    """The picture of an application."""
    nodes: dict[str, Node] = {}
    edges: dict[Edge, None] = {}
    for step in plan.processors:
        for part in _parts(step, plan):
            if isinstance(part, Node):
                nodes.setdefault(part.id, part)
            else:
                edges.setdefault(part)
    return Topology(application, tuple(nodes.values()), tuple(edges))


def as_lines(topology: Topology) -> Iterator[str]:
    """The picture as text: each part, and what comes to it."""
    names = {node.id: node.label[0] for node in topology.nodes}
    for node in topology.nodes:
        yield f"{node.kind:<11} {' · '.join(node.label)}"
        for edge in topology.edges:
            if edge.target == node.id:
                yield f"{'':<11}   from {names[edge.source]}{f' ({edge.label})' if edge.label else ''}"


def as_mermaid(topology: Topology) -> Iterator[str]:
    """The picture in Mermaid's language, as documentation pages render it."""
    yield "flowchart LR"
    numbers = {node.id: f"n{number}" for number, node in enumerate(topology.nodes)}
    for node in topology.nodes:
        before, after = _MERMAID[node.kind]
        yield f'  {numbers[node.id]}{before}"{"<br/>".join(node.label)}"{after}'
    for edge in topology.edges:
        label = f'|"{edge.label}"|' if edge.label else ""
        yield f"  {numbers[edge.source]} -->{label} {numbers[edge.target]}"


def as_dot(topology: Topology) -> Iterator[str]:
    """The picture in the language of Graphviz."""
    yield f'digraph "{topology.application}" {{'
    yield "  rankdir=LR;"
    for node in topology.nodes:
        label = "\\n".join(node.label)
        yield f'  "{node.id}" [shape={_DOT[node.kind]}, label="{label}"];'
    for edge in topology.edges:
        yield f'  "{edge.source}" -> "{edge.target}" [label="{edge.label}"];'
    yield "}"


def as_document(topology: Topology) -> dict[str, object]:
    """The picture as JSON takes it."""
    return {
        "application": topology.application,
        "nodes": [node._asdict() for node in topology.nodes],
        "edges": [edge._asdict() for edge in topology.edges],
    }


_MERMAID = {
    "topic": ("([", "])"),
    "step": ("[", "]"),
    "store": ("[(", ")]"),
    "repartition": ("[/", "/]"),
    "table": ("[(", ")]"),
    "stream": ("[[", "]]"),
    "join": ("{{", "}}"),
}
_DOT = {
    "topic": "oval",
    "step": "box",
    "store": "cylinder",
    "repartition": "parallelogram",
    "table": "cylinder",
    "stream": "box3d",
    "join": "hexagon",
}


def _parts(step: Step, plan: Plan) -> Iterator[Node | Edge]:
    catalogue, own = plan.catalogue, f"step:{step.name}"
    topics: dict[str, list[str]] = {}
    for event_type in step.reads:
        topics.setdefault(catalogue.topic_of(event_type).name, []).append(event_type)
    for topic in topics:
        yield Node(f"topic:{topic}", "topic", (topic,))
    picture = step.picture if isinstance(step, StatefulProcessor) else None
    is_flow = picture is not None and bool(picture.tables)
    joins = () if picture is None else picture.joins
    kind = "rows of " if is_flow else ""
    said = () if is_flow else tuple(f"{join.join} on {join.on}" for join in joins)
    yield Node(own, "step", (f"{kind}{step.name}", *said))
    yield from (Edge(f"topic:{topic}", own, ", ".join(types)) for topic, types in topics.items())
    yield from _kept(step, own, plan)
    if picture is not None and is_flow:
        yield from _flow(step, picture.tables, joins, catalogue=catalogue)


def _kept(step: Step, own: str, plan: Plan) -> Iterator[Node | Edge]:
    if not isinstance(step, StatefulProcessor):
        return
    stores = f"stores:{step.name}"
    yield Node(stores, "store", (", ".join((*step.stores, "timers")), plan.changelog_topic or ""))
    yield Edge(own, stores)
    if step.rekeys and plan.repartition is not None:
        yield Node(f"repartition:{step.name}", "repartition", (plan.repartition.topic,))
        yield Edge(own, f"repartition:{step.name}", "by key")
        if step.picture is None or not step.picture.tables:
            yield Edge(f"repartition:{step.name}", own)


def _flow(
    step: Step, tables: Sequence[PicturedTable], joins: Sequence[PicturedJoin], *, catalogue: Catalogue
) -> Iterator[Node | Edge]:
    for table in tables:
        yield Node(f"table:{step.name}:{table.name}", table.kind, (table.name, f"by {table.key}"))
        yield Edge(f"repartition:{step.name}", f"table:{step.name}:{table.name}", ", ".join(table.of))
    emitted: dict[str, str] = {}
    for number, join in enumerate(joins):
        place = f"join:{step.name}:{number}"
        said = (join.name, join.join, f"on {join.on}" if join.on else "", join.window)
        yield Node(place, "join", tuple(filter(None, said)))
        for name in join.reads:
            yield Edge(emitted.get(name, f"table:{step.name}:{name}"), place, name if name in emitted else "")
        for event_type in join.emits:
            emitted[event_type] = place
            topic = catalogue.topic_of(event_type).name
            yield Node(f"topic:{topic}", "topic", (topic,))
            yield Edge(place, f"topic:{topic}", event_type)


def rendered(lines: Iterable[str]) -> str:
    """Lines as one text."""
    return "".join(f"{line}\n" for line in lines)
