"""The catalogue as people write it in topics/*.yaml: what each entry must say, checked entry by entry."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simpul.catalogue.model import Filterable, Frozen, Lane, SubscriptionState
from simpul.contracts import DataClass

RETENTION_LIMIT: dict[DataClass, int] = {"P0": 365, "P1": 365, "P2": 90, "P3": 30}
NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"
TOPIC_NAME = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"  # no underscore: Kafka's metrics confuse it with the dot

Text = Annotated[str, Field(min_length=1)]


class DeclaredSubscription(Frozen):
    """One subscription under the event type it reads."""

    id: Text
    department: Text
    system: int | None = None
    purpose: Text
    legal_basis: Text
    fields: Annotated[tuple[Text, ...], Field(min_length=1)]
    explicit_grant: tuple[Text, ...] = ()
    where: dict[str, Annotated[tuple[Filterable, ...], Field(min_length=1)]] = Field(default_factory=dict)
    scope: Text | None = None
    agreement: Text | None = None
    ends: dt.date
    state: SubscriptionState = "active"
    reason: Text | None = None
    assumed: bool = False
    doc: Text | None = None

    @model_validator(mode="after")
    def _suspended_with_a_reason(self) -> Self:
        if (self.state == "suspended") != (self.reason is not None):
            raise ValueError("a suspended subscription says why in `reason`, and only a suspended one does")
        return self

    @model_validator(mode="after")
    def _no_field_twice(self) -> Self:
        for name in self.fields:
            if self.fields.count(name) > 1:
                raise ValueError(f"lists field {name} twice; list it once")
        return self


class DeclaredEvent(Frozen):
    """One event type of a topic; no systems means that streams of the bus derive it."""

    type: Text
    key: Annotated[tuple[Text, ...], Field(min_length=1)]
    systems: tuple[Annotated[int, Field(ge=0)], ...] = ()
    subscriptions: tuple[DeclaredSubscription, ...] = ()


class DeclaredTopic(Frozen):
    """One topic and the event types it carries."""

    name: Annotated[str, Field(pattern=TOPIC_NAME, max_length=200)]
    owner: Text
    max_class: DataClass = Field(alias="class")
    partitions: Annotated[int, Field(ge=1, le=1000)]
    retention_days: Annotated[int, Field(ge=1)]
    lane: Lane = "ordinary"
    events: Annotated[tuple[DeclaredEvent, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _retention_within_the_class(self) -> Self:
        limit = RETENTION_LIMIT[self.max_class]
        if self.retention_days > limit:
            raise ValueError(f"keeps {self.max_class} data for {self.retention_days} days; the limit is {limit}")
        return self


class DeclaredTopics(Frozen):
    """A file of topics."""

    topics: Annotated[tuple[DeclaredTopic, ...], Field(min_length=1)]


class DeclaredApplication(Frozen):
    """One stream application; `subscribed` stands for the topics of its lane that somebody subscribes to.

    `state` says that it keeps something between events.
    """

    name: Annotated[str, Field(pattern=NAME, max_length=100)]
    reads: Literal["subscribed"] | Annotated[tuple[Text, ...], Field(min_length=1)]
    lane: Lane = "ordinary"
    state: bool = False
    doc: Text


class DeclaredAdapter(Frozen):
    """One producer adapter: the systems whose events it publishes, and the module that says how.

    `shares` is how many processes may divide its work; it never changes in place, as each remembers its own part.
    """

    name: Annotated[str, Field(pattern=NAME, max_length=100)]
    systems: Annotated[tuple[int, ...], Field(min_length=1)]
    module: Text
    shares: Annotated[int, Field(ge=1, le=100)] = 1
    doc: Text


class DeclaredApplications(Frozen):
    """The file applications.yaml."""

    operator: Text
    applications: tuple[DeclaredApplication, ...]


class DeclaredAdapters(Frozen):
    """The file adapters.yaml, where there is one."""

    adapters: tuple[DeclaredAdapter, ...]
