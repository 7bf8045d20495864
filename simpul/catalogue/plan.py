"""What it takes to bring a cluster to what the catalogue says; a pure comparison."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from simpul.catalogue.kafka_config import cluster_config
from simpul.catalogue.model import Topic
from simpul.errors import CatalogueError

INTERNAL = "__"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSpec:
    """A topic as it should be or is; `overridden` are the configs that were set on a live one itself."""

    name: str
    partitions: int
    replication_factor: int
    config: Mapping[str, str]
    overridden: frozenset[str] = frozenset()


class Verb(StrEnum):
    """What is done about a topic."""

    CREATE = "create"
    CHANGE = "change"
    KEEP = "keep"
    DELETE = "delete"
    UNKNOWN = "unknown"
    """The catalogue does not know it; it is left alone."""
    REFUSE = "refuse"
    """It differs, and cannot or may not be changed in place; `reason` says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChange:
    """One config of a topic; None stands for the broker's default."""

    name: str
    live: str | None
    declared: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What is done about one topic, and why."""

    verb: Verb
    topic: str
    declared: TopicSpec | None = None
    changes: tuple[ConfigChange, ...] = field(default=())
    reason: str | None = None


def specify(topics: Iterable[Topic], *, replication_factor: int, max_record_bytes: int) -> tuple[TopicSpec, ...]:
    """The catalogue's topics as they should be on a cluster."""
    return tuple(
        TopicSpec(
            name=topic.name,
            partitions=topic.partitions,
            replication_factor=replication_factor,
            config={
                **topic.config,
                **cluster_config(
                    replication_factor=replication_factor,
                    max_record_bytes=max_record_bytes,
                    dead_letters=topic.kind == "dead-letter",
                ),
            },
        )
        for topic in topics
    )


def diff(
    declared: Iterable[TopicSpec], live: Iterable[TopicSpec], *, allow_delete: Collection[str] = ()
) -> tuple[Action, ...]:
    """One action for every declared topic and every live one, by name; Kafka's own topics are passed over.

    Data are lost only in topics that `allow_delete` names.

    Raises:
        CatalogueError: `allow_delete` names a topic that does not exist.
    """
    wanted = {spec.name: spec for spec in declared}
    found = {spec.name: spec for spec in live if not spec.name.startswith(INTERNAL)}
    for name in allow_delete:
        if name not in found:
            raise CatalogueError(f"--allow-delete names {name}, which is no topic of the cluster; correct the name")
    return tuple(
        _action(name, wanted.get(name), found.get(name), may_lose=name in allow_delete)
        for name in sorted(wanted.keys() | found.keys())
    )


def differs(actions: Iterable[Action]) -> bool:
    """Whether the cluster is not as declared."""
    return any(action.verb is not Verb.KEEP for action in actions)


def pending(actions: Iterable[Action], live: Iterable[TopicSpec]) -> list[str]:
    """The topics that do not show yet what the actions did to them."""
    shown = {spec.name: spec for spec in live}
    return [action.topic for action in actions if not _is_shown(action, shown.get(action.topic))]


def _is_shown(action: Action, live: TopicSpec | None) -> bool:
    match action.verb:
        case Verb.CREATE:
            return live is not None
        case Verb.DELETE:
            return live is None
        case Verb.CHANGE:
            return live is not None and all(
                change.name not in live.overridden
                if change.declared is None
                else live.config.get(change.name) == change.declared
                for change in action.changes
            )
        case _:
            return True


def _action(name: str, declared: TopicSpec | None, live: TopicSpec | None, *, may_lose: bool) -> Action:
    if live is None:
        return Action(verb=Verb.CREATE, topic=name, declared=declared)
    if declared is None:
        reason = None if may_lose else f"it is not in the catalogue; --allow-delete {name} would delete it"
        return Action(verb=Verb.DELETE if may_lose else Verb.UNKNOWN, topic=name, reason=reason)
    if declared.partitions != live.partitions:
        return _other_count(declared, live, may_lose=may_lose)
    if declared.replication_factor != live.replication_factor:
        return Action(
            verb=Verb.REFUSE,
            topic=name,
            declared=declared,
            reason=f"it has {live.replication_factor} replicas instead of {declared.replication_factor}; add them "
            "with kafka-reassign-partitions, or give --replication-factor",
        )
    changes = tuple(_changes(declared, live))
    loss = _loss(changes)
    if loss and not may_lose:
        return Action(
            verb=Verb.REFUSE,
            topic=name,
            declared=declared,
            changes=changes,
            reason=f"{loss}; if that is meant, give --allow-delete {name}",
        )
    return Action(verb=Verb.CHANGE if changes else Verb.KEEP, topic=name, declared=declared, changes=changes)


def _other_count(declared: TopicSpec, live: TopicSpec, *, may_lose: bool) -> Action:
    name = declared.name
    if may_lose:
        return Action(verb=Verb.DELETE, topic=name, declared=declared, reason="apply again to create it anew")
    return Action(
        verb=Verb.REFUSE,
        topic=name,
        declared=declared,
        reason=f"it has {live.partitions} partitions and the catalogue says {declared.partitions}: another count sends "
        "a key to another partition, away from its order and its state. Either declare a topic of a new name, move its "
        "producers, let the readers reach the end of the old one and move them; or stop its producers, let the readers "
        f"reach the end, and run apply --allow-delete {name} and apply again",
    )


def _changes(declared: TopicSpec, live: TopicSpec) -> Iterator[ConfigChange]:
    for name, value in sorted(declared.config.items()):
        if live.config.get(name) != value:
            yield ConfigChange(name=name, live=live.config.get(name), declared=value)
    for name in sorted(live.overridden - declared.config.keys()):
        yield ConfigChange(name=name, live=live.config.get(name), declared=None)


def _loss(changes: Iterable[ConfigChange]) -> str | None:
    for change in changes:
        if change.name == "retention.ms" and _shorter(change):
            return f"retention.ms would fall from {change.live} to {change.declared}, and older records be deleted"
        if change.name == "cleanup.policy" and "delete" not in str(change.live):
            return f"cleanup.policy would turn from {change.live} to {change.declared}, and old records be deleted"
    return None


def _shorter(change: ConfigChange) -> bool:
    live, declared = int(change.live or -1), int(change.declared or -1)
    return declared >= 0 and (live < 0 or declared < live)
