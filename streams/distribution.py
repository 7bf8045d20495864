"""Serves the subscriptions: each event is filtered, cut to the granted fields, re-keyed and delivered, exactly once."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache, partial

from simpul.catalogue import Lane, Subscription
from simpul.contracts import Contract, encode, key_text
from simpul.errors import CatalogueError, SettingError
from simpul.events import Event
from simpul.runtime import App, Context, Inbound, Outbound, Processor
from simpul.tokens import Tokens
from simpul.wire.envelope import CONTENT_TYPE, SPEC_VERSION, rfc3339

WIB = timezone(timedelta(hours=7))  # an agreement ends with its last day, local time
TOKEN = re.compile(r"t[0-9]+\.[0-9a-f]{32}")
# What goes along from the event's own envelope. Its times and its region do not: they may repeat a field that was not
# granted, as the day of a death repeats death_date.
PASSED_ON = ("ce_id", "ce_source", "ce_correlationid", "ce_causationid", "ce_supersedes", "ce_cancels", "traceparent")

Change = Callable[[object], object]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One subscription made ready: how its events are filtered, cut, re-keyed and addressed."""

    subscription: Subscription
    projection: Contract
    partitions: int
    key_is_granted: bool
    tokens: Tokens
    fixed: tuple[tuple[str, bytes], ...]

    def runs(self, now: datetime) -> bool:
        """Whether the agreement has not ended on this day."""
        return now.astimezone(WIB).date() <= self.subscription.ends

    def wants(self, inbound: Inbound[Event]) -> bool:
        """Whether the subscription is running on this day and its filter lets the event pass."""
        data = inbound.event.__dict__
        return self.runs(inbound.now) and all(
            data.get(condition.field) in condition.one_of for condition in self.subscription.where
        )

    def outbound(self, inbound: Inbound[Event]) -> Outbound:
        """The record for the subscriber: the granted fields and no byte of any other."""
        subscription = self.subscription
        rekey = partial(_rekey, self.tokens, subscription.subscriber)
        data = {name: rekey(inbound.event.__dict__[name]) for name in subscription.fields}
        key = (
            key_text(self.projection, data)
            if self.key_is_granted
            else self.tokens.rekeyed(inbound.key.decode(), subscriber=subscription.subscriber)
        )
        wire_key = key.encode()
        return Outbound(
            subscription.topic,
            inbound.partition % self.partitions,  # a task's transaction then touches a sixth of the partitions
            wire_key,
            encode(self.projection, data),
            self._headers(inbound, key=wire_key, data=data),
            subscription.event_type,
        )

    def _headers(self, inbound: Inbound[Event], *, key: bytes, data: Mapping[str, object]) -> list[tuple[str, bytes]]:
        given = dict(inbound.headers)
        published = datetime.fromtimestamp(inbound.published_ms / 1000, UTC)
        headers = [*self.fixed, ("ce_time", rfc3339(published).encode()), ("ce_subject", key)]
        headers += [(name, given[name]) for name in PASSED_ON if name in given]
        headers.append(("ce_synthetic", given.get("ce_synthetic", b"false")))
        event = inbound.event.__dict__
        if inbound.contract.kind == "derived":  # without these two a subscriber could not take back what it did
            headers += [("ce_caseid", str(event["case_id"]).encode()), ("ce_state", str(event["state"]).encode())]
        scope = self.subscription.scope
        if scope is not None:
            headers.append(("ce_recipient", str(data[scope] or "").encode()))
        return headers


def deliver(deliveries: tuple[Delivery, ...], inbound: Inbound[Event]) -> Iterator[Outbound]:
    """What the subscribers of one event type get of one event."""
    for delivery in deliveries:
        if delivery.wants(inbound):
            yield delivery.outbound(inbound)


def build(context: Context, *, lane: Lane) -> list[Processor]:
    """One processor an event type of this lane that somebody subscribes to."""
    if context.tokens is None:
        raise SettingError("SIMPUL_TOKEN_KEY is not set, and deliveries are re-keyed with it; ask its keeper for it")
    return [
        Processor(name=f"deliver-{event_type}", reads=(event_type,), handle=partial(deliver, deliveries))
        for event_type, deliveries in deliveries_of(context, tokens=context.tokens, lane=lane).items()
    ]


def deliveries_of(context: Context, *, tokens: Tokens, lane: Lane) -> dict[str, tuple[Delivery, ...]]:
    """The active subscriptions to each event type of a lane; event types without one are left out."""
    found = {
        event_type: tuple(
            _delivery(context, tokens, subscription)
            for subscription in context.catalogue.subscriptions_to(event_type)
            if subscription.state == "active"
        )
        for event_type in sorted(context.contracts.event_types)
        if context.catalogue.topic_of(event_type).lane == lane
    }
    return {event_type: deliveries for event_type, deliveries in found.items() if deliveries}


def _delivery(context: Context, tokens: Tokens, subscription: Subscription) -> Delivery:
    contract = context.contracts.latest(subscription.event_type)
    projection = context.contracts.projection(subscription.subscriber, subscription.event_type)
    if {field.name for field in projection.fields} != set(subscription.fields):
        raise CatalogueError(
            f"subscription {subscription.id} grants other fields than its projection {projection.subject}; "
            "run simpul contracts project"
        )
    return Delivery(
        subscription=subscription,
        projection=projection,
        partitions=context.catalogue.topic(subscription.topic).partitions,
        key_is_granted=set(contract.key) <= set(subscription.fields),
        tokens=tokens,
        fixed=(
            ("ce_specversion", SPEC_VERSION),
            ("ce_type", subscription.event_type.encode()),
            ("content-type", CONTENT_TYPE),
            ("ce_purpose", subscription.purpose.encode()),
            ("ce_legalbasis", subscription.legal_basis.encode()),
            ("ce_contractid", subscription.id.encode()),
        ),
    )


def _rekey(tokens: Tokens, subscriber: str, value: object) -> object:
    """The value with every token in it replaced by the one for this subscriber, also in lists, records and texts."""
    if isinstance(value, str):
        return _rekeyed_text(tokens, subscriber, value)
    if isinstance(value, list):
        return [_rekey(tokens, subscriber, item) for item in value]
    if isinstance(value, dict):
        return {name: _rekey(tokens, subscriber, item) for name, item in value.items()}
    return value


@lru_cache(maxsize=65_536)
def _rekeyed_text(tokens: Tokens, subscriber: str, text: str) -> str:
    return TOKEN.sub(lambda found: tokens.rekeyed(found.group(), subscriber=subscriber), text)


app = App("distribution", build=partial(build, lane="ordinary"))
priority = App("distribution-priority", build=partial(build, lane="priority"))
