"""What the catalogue is made of once it has been read: topics, subscriptions, applications."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from simpul.catalogue.kafka_config import topic_config
from simpul.contracts import DataClass

TopicKind: TypeAlias = Literal["event", "delivery", "dead-letter", "changelog", "repartition", "internal"]
Lane: TypeAlias = Literal["ordinary", "paced", "priority"]
SubscriptionState: TypeAlias = Literal["active", "suspended"]
Filterable: TypeAlias = str | int | bool


class Frozen(BaseModel):
    """A value that cannot be changed and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Topic(Frozen):
    """One Kafka topic; `max_class` is the highest data class that its records may hold."""

    name: str
    owner: str
    kind: TopicKind
    event_types: tuple[str, ...]
    partitions: int
    retention_days: int
    max_class: DataClass
    lane: Lane = "ordinary"

    @property
    def domain(self) -> str:
        """The first word of the name."""
        return self.name.partition(".")[0]

    @property
    def config(self) -> Mapping[str, str]:
        """The Kafka configs that follow from the topic alone; the cluster and the settings add theirs."""
        return topic_config(retention_days=self.retention_days, is_compacted=self.kind == "changelog")


class Condition(Frozen):
    """One line of a filter: the event passes if the field holds one of these values."""

    field: str
    one_of: tuple[Filterable, ...]


class Subscription(Frozen):
    """What one subscriber may have of one event type, what for, on which ground and until when."""

    id: str
    event_type: str
    department: str
    system: int | None
    fields: tuple[str, ...]
    where: tuple[Condition, ...]
    scope: str | None
    purpose: str
    legal_basis: str
    agreement: str | None
    ends: date
    state: SubscriptionState
    reason: str | None
    assumed: bool
    doc: str | None

    @property
    def subscriber(self) -> str:
        """The department in lower case (dinsos), or one system of it (dinsos-36)."""
        return subscriber_name(self.department, self.system)

    @property
    def topic(self) -> str:
        """The topic that the subscriber reads."""
        return f"delivery.{self.subscriber}"


class Application(Frozen):
    """A stream application and the topics it reads; one with state has a changelog and a repartition topic."""

    name: str
    reads: tuple[str, ...]
    lane: Lane
    state: bool
    doc: str


class Adapter(Frozen):
    """A producer adapter; what it remembers of its source lies in a compacted topic, one partition a share."""

    name: str
    systems: tuple[int, ...]
    module: str
    shares: int
    doc: str


class Programs(Frozen):
    """What runs on the bus, and the department that runs it."""

    operator: str
    applications: tuple[Application, ...]
    adapters: tuple[Adapter, ...]


def subscriber_name(department: str, system: int | None) -> str:
    """The name of a subscriber in topics, namespaces and re-keyed tokens."""
    name = department.lower().replace("_", "-")
    return name if system is None else f"{name}-{system}"
