"""What a run knows of a way in: how its system works, and what must be on the bus of it in the end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple, Protocol


class Landed(NamedTuple):
    """One committed event."""

    event_id: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was found against what must be there; each word names an event or a row."""

    events: int
    missing: Sequence[str]
    duplicated: Sequence[str]
    disordered: Sequence[str] = ()

    @property
    def is_good(self) -> bool:
        """Whether everything is there, once and in order."""
        return self.events > 0 and not (self.missing or self.duplicated or self.disordered)


class System(Protocol):
    """A legacy system at work."""

    @property
    def settings(self) -> Mapping[str, str]:
        """Where its adapter finds it, as SIMPUL_ settings."""

    def work(self, chance: Random) -> None:
        """Do a little more of what the system does; called again and again while the adapter is killed."""

    def count(self, landed: Sequence[Landed]) -> Count:
        """What is missing or doubled, by the system's own records."""


class Way(Protocol):
    """One way in."""

    @property
    def name(self) -> str:
        """How the run calls it."""

    @property
    def adapter(self) -> str:
        """How the catalogue calls its adapter."""

    @property
    def event_type(self) -> str:
        """What its events are."""

    @property
    def waits(self) -> bool:
        """Whether the adapter must be there for the system to work."""

    def system(self, folder: Path) -> AbstractContextManager[System]:
        """The system, started and stopped."""


def counted(expected: Mapping[str, int] | Sequence[str], found: Sequence[str], *, events: int) -> Count:
    """The difference between what must be there, once each, and what was found."""
    due, got = Counter(expected), Counter(found)
    return Count(events=events, missing=sorted((due - got).elements()), duplicated=sorted((got - due).elements()))


def disordered(numbers: Mapping[str, Sequence[int]]) -> list[str]:
    """The aggregates whose numbers do not rise."""
    return sorted(name for name, rising in numbers.items() if list(rising) != sorted(rising))
