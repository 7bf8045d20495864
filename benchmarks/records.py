"""What is written to an input topic."""

from dataclasses import dataclass

Headers = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class InputRecord:
    """One record; its number tells it from all others, and `at_ms` is its time (0: when it is written)."""

    number: int
    key: bytes
    value: bytes
    headers: Headers
    at_ms: int = 0
