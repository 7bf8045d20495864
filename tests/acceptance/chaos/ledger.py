"""Counts: what was acknowledged, what stands in the inputs, what came out; and what is missing or there twice."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simpul.runtime import Position

SHOWN = 5  # examples of each finding


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a run."""

    events: int
    missing: int
    duplicated: int
    disordered: int
    findings: tuple[str, ...]  # a sentence for each kind of fault, with examples

    @property
    def clean(self) -> bool:
        """Whether every event was processed exactly once and in order."""
        return not (self.missing or self.duplicated or self.disordered)


@dataclass(frozen=True, slots=True)
class Dead:
    """What must be the same in a malformed input and in its dead letter."""

    reason: str
    key: bytes | None
    value: bytes | None


Lane = tuple[str, int, str, int, int]  # delivery topic, its partition, subscription, source, key number


@dataclass
class Ledger:
    """Takes what is read of a run, in the order of each partition, and judges it.

    `wanted_by` gives the subscriptions that an event (source, key number) must reach, `parse` takes an id apart.
    """

    wanted_by: Callable[[int, int], frozenset[str]]
    parse: Callable[[str], tuple[int, int, int]]
    _acknowledged: dict[Position, str | None] = field(default_factory=dict)
    _standing: dict[Position, str | None] = field(default_factory=dict)
    _malformed: dict[Position, Dead] = field(default_factory=dict)
    _delivered: Counter[tuple[str, str]] = field(default_factory=Counter)
    _dead: Counter[Position] = field(default_factory=Counter)
    _wrong_dead: list[str] = field(default_factory=list)
    _newest: dict[Lane, int] = field(default_factory=dict)
    _disorder: list[str] = field(default_factory=list)

    def acknowledged(self, position: Position, event_id: str | None) -> None:
        """The brokers have promised to keep this input; None for a malformed one."""
        self._acknowledged[position] = event_id

    def stands(self, position: Position, event_id: str) -> None:
        """This event stands in an input topic, committed."""
        self._standing[position] = event_id

    def stands_malformed(self, position: Position, dead: Dead) -> None:
        """This malformed record stands in an input topic, and its dead letter must be like this."""
        self._standing[position] = None
        self._malformed[position] = dead

    def delivered(self, topic: str, partition: int, *, event_id: str, subscription: str) -> None:
        """This event stands in a delivery topic."""
        self._delivered[event_id, subscription] += 1
        if self._delivered[event_id, subscription] > 1:
            return  # the order is judged by first deliveries
        source, key_number, number = self.parse(event_id)
        lane = (topic, partition, subscription, source, key_number)
        if number < self._newest.get(lane, -1):
            self._disorder.append(f"{event_id} in {topic}[{partition}]")
        else:
            self._newest[lane] = number

    def set_aside(self, position: Position, dead: Dead) -> None:
        """This dead letter says that it came from this position."""
        self._dead[position] += 1
        if position in self._malformed and self._malformed[position] != dead:
            self._wrong_dead.append(f"{position} set aside as {dead.reason}")

    def close(self, committed: Mapping[tuple[str, int], int]) -> Verdict:
        """Judge; `committed` is the position of the workers' group in each input partition."""
        wanted = {
            (identity, subscription)
            for identity in self._standing.values()
            if identity is not None
            for subscription in self.wanted_by(*self.parse(identity)[:2])
        }
        identities = Counter(identity for identity in self._standing.values() if identity is not None)
        missing = {
            "acknowledged, but not in the input": [
                str(position)
                for position, identity in self._acknowledged.items()
                if position not in self._standing or self._standing[position] != identity
            ],
            "in the input, but behind no committed offset": [
                str(position)
                for position in self._standing
                if position.offset >= committed.get((position.topic, position.partition), 0)
            ],
            "not delivered": [f"{one} to {to}" for one, to in sorted(wanted - self._delivered.keys())],
            "malformed, but not set aside": [str(one) for one in sorted(self._malformed.keys() - self._dead.keys())],
            "set aside with another reason, key or value": self._wrong_dead,
        }
        duplicated = {
            "twice in the input": [one for one, count in identities.items() for _ in range(count - 1)],
            "delivered more than once": [
                f"{one} to {to}" for (one, to), count in self._delivered.items() for _ in range(count - 1)
            ],
            "delivered without being wanted": [f"{one} to {to}" for one, to in sorted(self._delivered.keys() - wanted)],
            "set aside more than once": [str(one) for one, count in self._dead.items() for _ in range(count - 1)],
            "set aside without being malformed": [
                str(one) for one in sorted(self._dead.keys() - self._malformed.keys())
            ],
        }
        disordered = {"delivered after a later event of its key": self._disorder}
        return Verdict(
            events=len(self._standing),
            missing=_count(missing),
            duplicated=_count(duplicated),
            disordered=_count(disordered),
            findings=tuple(
                f"{len(found)} {kind}, as {', '.join(found[:SHOWN])}"
                for kind, found in (missing | duplicated | disordered).items()
                if found
            ),
        )


def _count(faults: Mapping[str, list[str]]) -> int:
    return sum(len(found) for found in faults.values())
