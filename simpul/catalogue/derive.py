"""The topics that nobody lists: deliveries of each subscriber, and what each application needs for itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from simpul.catalogue.declared import RETENTION_LIMIT, DeclaredApplications
from simpul.catalogue.model import Adapter, Application, Lane, Subscription, Topic
from simpul.contracts import Contracts, DataClass

DEAD_LETTERS = "dead-letter."
CHANGELOG = "changelog."
REPARTITION = "repartition."
MEMORY = "memory."
DEAD_LETTER_DAYS = 90


def delivery_topics(
    subscriptions: Iterable[Subscription], *, sources: Mapping[str, Topic], contracts: Contracts, operator: str
) -> tuple[Topic, ...]:
    """A topic for each subscriber; its class is the highest of the fields that the subscriber may have."""
    by_topic: dict[str, list[Subscription]] = defaultdict(list)
    for subscription in subscriptions:
        by_topic[subscription.topic].append(subscription)
    return tuple(
        _delivery(name, members, sources=sources, contracts=contracts, operator=operator)
        for name, members in sorted(by_topic.items())
    )


def dead_letter_topic(application: Application, *, sources: Mapping[str, Topic], operator: str) -> Topic:
    """The topic of an application's dead letters; they are whole records, so they have the class of what it reads."""
    read = [sources[name] for name in application.reads]
    classes: set[DataClass] = {"P0", *(topic.max_class for topic in read)}
    highest = max(classes)
    return Topic(
        name=DEAD_LETTERS + application.name,
        owner=operator,
        kind="dead-letter",
        event_types=(),
        partitions=max((topic.partitions for topic in sources.values()), default=1),
        retention_days=min(DEAD_LETTER_DAYS, RETENTION_LIMIT[highest]),
        max_class=highest,
        lane=application.lane,
    )


def state_topics(application: Application, *, sources: Mapping[str, Topic], operator: str) -> tuple[Topic, Topic]:
    """What state needs: a changelog to rebuild it from, and a topic by which a task reaches the task of another key.

    Both have the partitions and the class of what the application reads.
    """
    read = [sources[name] for name in application.reads]
    highest = max(topic.max_class for topic in read)
    changelog = Topic(
        name=CHANGELOG + application.name,
        owner=operator,
        kind="changelog",
        event_types=(),
        partitions=max(topic.partitions for topic in read),
        retention_days=RETENTION_LIMIT[highest],
        max_class=highest,
        lane=application.lane,
    )
    repartition = changelog.model_copy(update={"name": REPARTITION + application.name, "kind": "repartition"})
    return changelog, repartition


def memory_topic(
    adapter: Adapter, *, sources: Mapping[str, Topic], publishers: Mapping[str, tuple[int, ...]], operator: str
) -> Topic:
    """What an adapter remembers, written in one transaction with its events; it may hold what was published last."""
    written = [sources[name] for name, systems in publishers.items() if set(systems) & set(adapter.systems)]
    highest = max(topic.max_class for topic in written)
    return Topic(
        name=MEMORY + adapter.name,
        owner=operator,
        kind="changelog",
        event_types=(),
        partitions=adapter.shares,
        retention_days=RETENTION_LIMIT[highest],
        max_class=highest,
    )


def applications_of(
    declared: DeclaredApplications, *, subscriptions: Sequence[Subscription], sources: Mapping[str, Topic]
) -> tuple[Application, ...]:
    """The applications with the names of the topics they read; `sources` are the topics by event type."""
    subscribed: dict[Lane, set[str]] = defaultdict(set)
    for subscription in subscriptions:
        if subscription.state == "active":
            topic = sources[subscription.event_type]
            subscribed[topic.lane].add(topic.name)
    return tuple(
        Application(
            name=one.name,
            reads=tuple(sorted(subscribed[one.lane] if one.reads == "subscribed" else one.reads)),
            lane=one.lane,
            state=one.state,
            doc=one.doc,
        )
        for one in declared.applications
    )


def _delivery(
    name: str, members: Sequence[Subscription], *, sources: Mapping[str, Topic], contracts: Contracts, operator: str
) -> Topic:
    classes: set[DataClass] = {"P0"}
    for subscription in members:
        granted = set(subscription.fields) | {condition.field for condition in subscription.where}
        contract = contracts.latest(subscription.event_type)
        classes |= {field.data_class for field in contract.fields if field.name in granted}
    highest = max(classes)
    read = [sources[subscription.event_type] for subscription in members]
    return Topic(
        name=name,
        owner=operator,
        kind="delivery",
        event_types=tuple(sorted({subscription.event_type for subscription in members})),
        partitions=max(topic.partitions for topic in read),
        retention_days=RETENTION_LIMIT[highest],
        max_class=highest,
        lane="priority" if any(topic.lane == "priority" for topic in read) else "ordinary",
    )
