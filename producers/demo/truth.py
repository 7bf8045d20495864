"""What must come of a day, worked out from the catalogue alone and in the plainest way, without the stream's code."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import uuid5

from producers.demo.death_export import Cells
from simpul.catalogue import Catalogue, Subscription
from simpul.contracts import Contract, Contracts, to_json
from simpul.events import Event
from simpul.ids import NAMESPACE
from simpul.tokens import Tokens

TOKEN = re.compile(r"t[0-9]+\.[0-9a-f]{32}")


class Told(NamedTuple):
    """An event that must be published."""

    event_id: str
    event: Event


class Due(NamedTuple):
    """One event for one subscription."""

    event_id: str
    subscription: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What must be found on the bus afterwards.

    Attributes:
        published: how often each event must be there, by its id; twice where its source sends it again.
        deliveries: how often each subscription gets each event; a second sending is delivered a second time.
        contents: what exactly it gets, as `content` writes it.
        nobodys: ids of events that no subscription may have.
        types: event type by event id, for messages.
        returned: rows of a file that its clerk gets back.
    """

    published: Counter[str]
    deliveries: Counter[Due]
    contents: Mapping[Due, str]
    nobodys: frozenset[str]
    types: Mapping[str, str]
    returned: Counter[Cells] = field(default_factory=Counter)


def truth_of(
    told: Iterable[Told],
    *,
    catalogue: Catalogue,
    contracts: Contracts,
    tokens: Tokens,
    today: date,
    returned: Iterable[Cells] = (),
) -> Truth:
    """The truth of these events, if they are processed on `today` (an agreement may have ended by then)."""
    published: Counter[str] = Counter()
    deliveries: Counter[Due] = Counter()
    contents: dict[Due, str] = {}
    types: dict[str, str] = {}
    for event_id, event in told:
        event_type = event.event_type
        published[event_id] += 1
        types[event_id] = event_type
        document = to_json(contracts.latest(event_type), event.model_dump())
        for subscription in catalogue.subscriptions_to(event_type):
            if may_have(subscription, document, today=today):
                due = Due(event_id, subscription.id)
                deliveries[due] += 1
                contents[due] = _granted(document, subscription, tokens)
    served = {due.event_id for due in deliveries}
    return Truth(
        published=published,
        deliveries=deliveries,
        contents=contents,
        nobodys=frozenset(published.keys() - served),
        types=types,
        returned=Counter(returned),
    )


def may_have(subscription: Subscription, document: Mapping[str, object], *, today: date) -> bool:
    """Whether a subscription is running and its filter lets the event pass."""
    if subscription.state == "suspended" or subscription.ends < today:
        return False
    return not [condition for condition in subscription.where if document[condition.field] not in condition.one_of]


def content(contract: Contract, data: Mapping[str, object]) -> str:
    """Data as one text, the same for equal data."""
    return json.dumps(to_json(contract, data), sort_keys=True)


def id_by_content(contract: Contract, data: Mapping[str, object]) -> str:
    """What stands for the id of an event whose id cannot be foreseen, as there is a secret or a moment in it."""
    return str(uuid5(NAMESPACE, f"{contract.event_type}|{content(contract, data)}"))


def _granted(document: Mapping[str, object], subscription: Subscription, tokens: Tokens) -> str:
    text = json.dumps({name: document[name] for name in subscription.fields}, sort_keys=True)
    return TOKEN.sub(lambda token: tokens.rekeyed(token[0], subscriber=subscription.subscriber), text)
