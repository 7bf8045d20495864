"""Timers of one step in one task: kept in its store, so that none is lost and none fires twice."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from simpul.state.keys import packed_ms, packed_parts, unpacked_ms, unpacked_parts
from simpul.state.store import Part, Store

_FAR = 2**63

Headers = Sequence[tuple[str, bytes]]


class Timer(NamedTuple):
    """A timer: its key, the time (milliseconds since 1970 UTC) and what it was set with.

    `cause` are the headers of the event that set it, which what it leads to inherits.
    """

    key: bytes
    at_ms: int
    payload: bytes
    cause: Headers


class Timers:
    """At most one timer a key; setting it again moves it."""

    def __init__(self, store: Store) -> None:
        self._by_time = Part(store, "time")
        self._by_key = Part(store, "key")
        self._earliest = 0  # no timer is due before; spares a look at the store for each transaction

    def set(self, key: bytes, at_ms: int, *, payload: bytes = b"", cause: Headers = ()) -> None:
        """Let a timer fire at this time, or as soon after it as the task is at work; one that is there moves."""
        self.cancel(key)
        at_ms = max(at_ms, 0)
        self._by_key.put(key, packed_ms(at_ms))
        self._by_time.put(packed_ms(at_ms) + key, packed_parts([payload, *_flat(cause)]))
        self._earliest = min(self._earliest, at_ms)

    def cancel(self, key: bytes) -> None:
        """Take a timer back; nothing happens where there is none."""
        at = self._by_key.get(key)
        if at is not None:
            self._by_key.delete(key)
            self._by_time.delete(at + key)

    def next_ms(self) -> int | None:
        """When the next timer is due; None when there is none."""
        first = next((unpacked_ms(place) for place, _ in self._by_time.everything()), None)
        self._earliest = _FAR if first is None else first
        return first

    def take(self, *, until_ms: int) -> Timer | None:
        """Take the earliest timer that is due by then; of one time, by key."""
        if until_ms < self._earliest:
            return None
        for place, stored in self._by_time.scan(b"", packed_ms(until_ms + 1)):
            at_ms, key = unpacked_ms(place), place[len(packed_ms(0)) :]
            self.cancel(key)
            payload, *flat = unpacked_parts(stored)
            cause = [(name.decode(), value) for name, value in zip(flat[::2], flat[1::2], strict=True)]
            return Timer(key, at_ms, payload, cause)
        self.next_ms()
        return None


def _flat(headers: Headers) -> Iterable[bytes]:
    for name, value in headers:
        yield name.encode()
        yield value
