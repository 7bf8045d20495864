"""One thing that is wrong with the contracts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

FieldReaders: TypeAlias = Callable[[str, str], tuple[str, ...]]
"""From an event type and a field (the empty string: any) to the subscribers that read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where, what is wrong and what to do, and whom it would break."""

    place: str
    problem: str
    consumers: tuple[str, ...] = ()
    is_draft: bool = False
    """Only says that a file is not published yet."""

    def __str__(self) -> str:
        breaks = f" (breaks {', '.join(self.consumers)})" if self.consumers else ""
        return f"{self.place}: {self.problem}{breaks}"


def no_readers(_event_type: str, _field: str) -> tuple[str, ...]:
    """Nobody: for contracts without a catalogue."""
    return ()
