"""Lag and health of a worker, worked out from what the tasks say and where the partitions end."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aiokafka import TopicPartition

from simpul.metrics import Metrics
from simpul.runtime.task import Task


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a partition is behind: committed records not yet processed, and how long the oldest has waited."""

    events: int
    seconds: float


def lag_of(*, end: int, position: int, newest_ms: int | None, now_ms: int) -> Lag:
    """The lag of a partition from its last stable offset and the committed position.

    The wait of the oldest waiting record is not known without reading it; the time since the last processed record was
    published is its upper bound.
    """
    events = max(0, end - position)
    if not events or newest_ms is None:
        return Lag(events, 0.0)
    return Lag(events, max(0.0, (now_ms - newest_ms) / 1000))


@dataclass(eq=False)
class Progress:
    """Watches a worker: refreshes its lag metrics and judges its health."""

    stream: str
    metrics: Metrics
    stalled_after_s: float
    ready: bool = False
    failure: str | None = None
    _moved: dict[TopicPartition, tuple[int, float]] = field(default_factory=dict)
    _lags: dict[TopicPartition, Lag] = field(default_factory=dict)

    def refresh(self, tasks: Iterable[Task], ends: Mapping[TopicPartition, int]) -> None:
        """Take the present positions and ends; call it every few seconds."""
        now = time.monotonic()
        now_ms = int(time.time() * 1000)
        seen: set[TopicPartition] = set()
        owned = list(tasks)
        for task in owned:
            behind = False
            for source, position in task.positions.items():
                seen.add(source)
                lag = lag_of(
                    end=ends.get(source, position),
                    position=position,
                    newest_ms=task.measure.newest_ms.get(source),
                    now_ms=now_ms,
                )
                behind |= lag.events > 0
                self._lags[source] = lag
                labels = (self.stream, source.topic, str(source.partition))
                self.metrics.lag_events.labels(*labels).set(lag.events)
                self.metrics.lag_seconds.labels(*labels).set(lag.seconds)
                before = self._moved.get(source)
                if before is None or before[0] != position or not lag.events:
                    self._moved[source] = (position, now)
            age = now - task.measure.last_commit if behind or task.measure.held else 0.0
            self.metrics.commit_age.labels(self.stream, task.measure.task).set(age)
        self._forget(set(self._lags) - seen)
        self.metrics.tasks.labels(self.stream).set(len(owned))

    def complaint(self, tasks: Iterable[Task]) -> str | None:
        """Why the worker is not healthy, in a sentence; None when it is."""
        if self.failure:
            return self.failure
        for task in tasks:
            if task.halted:
                return str(task.halted)
        now = time.monotonic()
        for source, (position, since) in self._moved.items():
            lag = self._lags.get(source)
            if lag and lag.events and now - since > self.stalled_after_s:
                return (
                    f"{source.topic}[{source.partition}] stands at offset {position} for {now - since:.0f} s "
                    f"while {lag.events} events wait"
                )
        return None

    def _forget(self, gone: set[TopicPartition]) -> None:
        for source in gone:
            self._lags.pop(source, None)
            self._moved.pop(source, None)
            labels = (self.stream, source.topic, str(source.partition))
            self.metrics.lag_events.remove(*labels)
            self.metrics.lag_seconds.remove(*labels)
