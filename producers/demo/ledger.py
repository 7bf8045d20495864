"""The ledger of a run: what was found on the bus against what must be there, event by event; pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from producers.demo.death_export import Cells
from producers.demo.truth import Due, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRecord:
    """An event as it stands in its owner's topic; times are in milliseconds."""

    event_id: str
    published_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredRecord:
    """An event as it stands in a subscriber's topic, and when a reader of committed records had it."""

    due: Due
    subscriber: str
    content: str
    arrived_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What was found, and every difference from what must be there.

    Attributes:
        published: records found in the topics of the owners.
        delivered: records found for each subscriber.
        nobodys: events found published that nobody may have.
        dead_letters: records found in the topics of dead letters.
        unpublished: sent, but not found.
        foreign: found published, but not sent by this run.
        missing: due, but not found.
        doubled: found more often than due.
        unexpected: found, but not due at all.
        altered: found with other content than granted.
        returned: rows of a file that its clerk got back.
        unreturned: rows of a file that its clerk should have got back.
        misreturned: rows that the clerk got back and should not have.
        latencies: milliseconds from the publishing of an event to its arrival at a subscriber.
    """

    published: int
    delivered: Mapping[str, int]
    nobodys: int
    dead_letters: int
    unpublished: Counter[str]
    foreign: Counter[str]
    missing: Counter[Due]
    doubled: Counter[Due]
    unexpected: Counter[Due]
    altered: tuple[Due, ...]
    returned: int
    unreturned: int
    misreturned: int
    latencies: Sequence[tuple[Due, int]]

    @property
    def deliveries(self) -> int:
        """Records found for all subscribers."""
        return sum(self.delivered.values())

    @property
    def differences(self) -> dict[str, int]:
        """How many of each difference, those that are none left out."""
        counted = {
            "not published": self.unpublished.total(),
            "published by others": self.foreign.total(),
            "missing": self.missing.total(),
            "doubled": self.doubled.total(),
            "unexpected": self.unexpected.total(),
            "altered": len(self.altered),
            "dead letters": self.dead_letters,
            "rows not given back": self.unreturned,
            "rows wrongly given back": self.misreturned,
        }
        return {name: count for name, count in counted.items() if count}

    @property
    def closes(self) -> bool:
        """Whether everything is there once and nothing else; well-formed events make no dead letters."""
        return not self.differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found: the records of the bus, and the rows that the clerk of a file got back."""

    published: Sequence[PublishedRecord]
    delivered: Sequence[DeliveredRecord]
    dead_letters: int = 0
    returned: Sequence[Cells] = ()


def balance(truth: Truth, found: Found) -> Ledger:
    """The ledger of what was found."""
    published, delivered = found.published, found.delivered
    sent = Counter(record.event_id for record in published)
    got = Counter(record.due for record in delivered)
    given_back = Counter(found.returned)
    over = got - truth.deliveries
    return Ledger(
        published=len(published),
        delivered=Counter(record.subscriber for record in delivered),
        nobodys=sum(event_id in truth.nobodys for event_id in sent),
        dead_letters=found.dead_letters,
        unpublished=truth.published - sent,
        foreign=sent - truth.published,
        missing=truth.deliveries - got,
        doubled=Counter({due: count for due, count in over.items() if due in truth.deliveries}),
        unexpected=Counter({due: count for due, count in over.items() if due not in truth.deliveries}),
        altered=tuple(
            record.due
            for record in delivered
            if record.due in truth.contents and record.content != truth.contents[record.due]
        ),
        returned=len(found.returned),
        unreturned=(truth.returned - given_back).total(),
        misreturned=(given_back - truth.returned).total(),
        latencies=_latencies(published, delivered),
    )


def percentile(values: Sequence[int], share: float) -> int:
    """The value below which this share of the values lies (nearest rank); of none, 0."""
    if not values:
        return 0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _latencies(published: Sequence[PublishedRecord], delivered: Sequence[DeliveredRecord]) -> list[tuple[Due, int]]:
    """One for each delivery; the second delivery of an event belongs to its second publishing."""
    sent: dict[str, list[int]] = defaultdict(list)
    for record in published:
        sent[record.event_id].append(record.published_ms)
    got: dict[Due, list[int]] = defaultdict(list)
    for arrival in delivered:
        got[arrival.due].append(arrival.arrived_ms)
    return [
        (due, arrived - started)
        for due, arrivals in got.items()
        for started, arrived in zip(sorted(sent.get(due.event_id, [])), sorted(arrivals), strict=False)
    ]
