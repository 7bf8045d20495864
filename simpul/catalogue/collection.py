"""The whole catalogue, and what programs ask it."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from simpul.catalogue.derive import CHANGELOG, DEAD_LETTERS, MEMORY, REPARTITION
from simpul.catalogue.model import Adapter, Application, Programs, Subscription, Topic
from simpul.catalogue.reference import BUS, Reference
from simpul.errors import CatalogueError


class Catalogue:
    """All topics, derived ones included, all subscriptions, applications and adapters."""

    def __init__(
        self,
        *,
        topics: Iterable[Topic],
        subscriptions: Iterable[Subscription],
        programs: Programs,
        publishers: Mapping[str, tuple[int, ...]],
        reference: Reference,
    ) -> None:
        self.topics = tuple(topics)
        self.subscriptions = tuple(subscriptions)
        self.applications = programs.applications
        self.adapters = programs.adapters
        self.reference = reference
        self.operator = programs.operator
        self._publishers = dict(publishers)
        self._by_name = {topic.name: topic for topic in self.topics}
        self._by_type = {name: topic for topic in self.topics if topic.kind == "event" for name in topic.event_types}
        self._readers: dict[str, list[Subscription]] = defaultdict(list)
        for subscription in self.subscriptions:
            self._readers[subscription.event_type].append(subscription)

    def topic(self, name: str) -> Topic:
        """The topic of this name.

        Raises:
            CatalogueError: there is none.
        """
        if name not in self._by_name:
            raise CatalogueError(f"the catalogue has no topic {name}{_near(name, self._by_name)}")
        return self._by_name[name]

    def topic_of(self, event_type: str) -> Topic:
        """The topic that carries an event type.

        Raises:
            CatalogueError: none does.
        """
        if event_type not in self._by_type:
            raise CatalogueError(f"no topic carries {event_type}{_near(event_type, self._by_type)}")
        return self._by_type[event_type]

    def event_types_of(self, topic: str) -> tuple[str, ...]:
        """The event types that a topic carries.

        Raises:
            CatalogueError: there is no such topic.
        """
        return self.topic(topic).event_types

    def owner_of(self, event_type: str) -> str:
        """The department that owns an event type.

        Raises:
            CatalogueError: no topic carries it.
        """
        return self.topic_of(event_type).owner

    def subscriptions_to(self, event_type: str) -> tuple[Subscription, ...]:
        """The subscriptions that read an event type, suspended ones included; none is no error."""
        return tuple(self._readers.get(event_type, ()))

    def systems_publishing(self, event_type: str) -> tuple[int, ...]:
        """The systems that may publish an event type; none for a derived one, 0 is the bus.

        Raises:
            CatalogueError: no topic carries it.
        """
        self.topic_of(event_type)
        return self._publishers.get(event_type, ())

    def department_of_system(self, system: int) -> str:
        """The department that owns a system; of the bus (0), the one that runs it.

        Raises:
            CatalogueError: there is no such system.
        """
        if system == BUS:
            return self.operator
        try:
            return self.reference.systems[system]
        except KeyError:
            raise CatalogueError(f"there is no system {system}; reference/systems.csv lists them") from None

    def application(self, name: str) -> Application:
        """The application of this name.

        Raises:
            CatalogueError: there is none.
        """
        for application in self.applications:
            if application.name == name:
                return application
        near = _near(name, [application.name for application in self.applications])
        raise CatalogueError(f"the catalogue has no application {name}{near or '; declare it in applications.yaml'}")

    def dead_letter_topic(self, application: str) -> Topic:
        """The topic of an application's dead letters.

        Raises:
            CatalogueError: the application is not in applications.yaml.
        """
        return self.topic(DEAD_LETTERS + self.application(application).name)

    def changelog_topic(self, application: str) -> Topic | None:
        """The topic of an application's changelog; None for an application without state.

        Raises:
            CatalogueError: the application is not in applications.yaml.
        """
        return self._of_state(CHANGELOG, application)

    def repartition_topic(self, application: str) -> Topic | None:
        """The topic by which an application's tasks reach each other; None for an application without state.

        Raises:
            CatalogueError: the application is not in applications.yaml.
        """
        return self._of_state(REPARTITION, application)

    def adapter(self, name: str) -> Adapter:
        """The adapter of this name.

        Raises:
            CatalogueError: there is none.
        """
        for adapter in self.adapters:
            if adapter.name == name:
                return adapter
        near = _near(name, [adapter.name for adapter in self.adapters])
        raise CatalogueError(f"the catalogue has no adapter {name}{near or '; declare it in adapters.yaml'}")

    def memory_topic(self, adapter: str) -> Topic:
        """The topic of what an adapter remembers.

        Raises:
            CatalogueError: the adapter is not in adapters.yaml.
        """
        return self.topic(MEMORY + self.adapter(adapter).name)

    def _of_state(self, prefix: str, application: str) -> Topic | None:
        declared = self.application(application)
        return self.topic(prefix + declared.name) if declared.state else None


def _near(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1)
    return f"; did you mean {near[0]}?" if near else ""
