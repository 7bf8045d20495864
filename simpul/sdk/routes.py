"""What one source system may publish: for each event type its topic, and what the envelope says by default."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from simpul.catalogue import Catalogue, Topic
from simpul.errors import CatalogueError
from simpul.sdk.circumstances import Origin

PUBLIC_TASK = "PUBLIC_TASK"  # what an office publishes on when its subscriptions do not agree on one basis


@dataclass(frozen=True, slots=True)
class Route:
    """The topic of an event type, and the part of its envelope that never changes."""

    topic: Topic
    origin: Origin


def routes_of(system: int, *, catalogue: Catalogue) -> dict[str, Route]:
    """The routes of a source system, by event type.

    Raises:
        CatalogueError: there is no such system, or nothing may be published from it.
    """
    department = catalogue.department_of_system(system)
    routes = {
        event_type: Route(catalogue.topic_of(event_type), _origin(event_type, system, department, catalogue))
        for topic in catalogue.topics
        if topic.kind == "event"
        for event_type in topic.event_types
        if system in catalogue.systems_publishing(event_type)
    }
    if not routes:
        raise CatalogueError(
            f"system {system} of {department} publishes no event type; the catalogue's topics name the systems that do"
        )
    return routes


def route_for(event_type: str, *, system: int, routes: Mapping[str, Route], catalogue: Catalogue) -> Route:
    """The route of an event type.

    Raises:
        CatalogueError: the system may not publish it, or there is no such event type.
    """
    if event_type in routes:
        return routes[event_type]
    known = [name for topic in catalogue.topics if topic.kind == "event" for name in topic.event_types]
    if event_type not in known:
        near = difflib.get_close_matches(event_type, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "see the catalogue for all"
        raise CatalogueError(f"no topic carries {event_type}; {hint}")
    allowed = ", ".join(map(str, catalogue.systems_publishing(event_type))) or "the bus alone"
    raise CatalogueError(
        f"system {system} may not publish {event_type}: it belongs to {catalogue.owner_of(event_type)}, and the "
        f"catalogue lets it come from system {allowed}"
    )


def _origin(event_type: str, system: int, department: str, catalogue: Catalogue) -> Origin:
    subscriptions = catalogue.subscriptions_to(event_type)
    bases = {subscription.legal_basis for subscription in subscriptions}
    return Origin(
        event_type=event_type,
        system=system,
        department=department,
        purpose=tuple(sorted({subscription.purpose for subscription in subscriptions})),
        legal_basis=bases.pop() if len(bases) == 1 else PUBLIC_TASK,
    )
