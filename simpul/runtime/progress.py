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


def lag_of(*, end: int, position: int, waiting_since_ms: int, now_ms: int) -> Lag:
    """The lag of a partition from its last stable offset, the committed position and when the oldest wait began."""
    events = max(0, end - position)
    return Lag(events, max(0.0, (now_ms - waiting_since_ms) / 1000) if events else 0.0)


@dataclass(eq=False)
class Progress:
    """Watches a worker: refreshes its lag metrics and judges its health."""

    stream: str
    metrics: Metrics
    stalled_after_s: float
    ready: bool = False
    _moved: dict[TopicPartition, tuple[int, float]] = field(default_factory=dict)
    _lags: dict[TopicPartition, Lag] = field(default_factory=dict)
    _level_ms: dict[TopicPartition, int] = field(default_factory=dict)
    _idle: dict[str, float] = field(default_factory=dict)

    def refresh(self, tasks: Iterable[Task], ends: Mapping[TopicPartition, int]) -> None:
        """Take the present positions and ends; call it every second or so."""
        owned = list(tasks)
        seen = {source for task in owned for source in task.positions}
        now = time.monotonic()
        for task in owned:
            behind = [self._look(task, source, ends.get(source)) for source in task.positions]
            name = task.measure.task
            if not any(behind) and not task.measure.held:
                self._idle[name] = now
            since = max(task.measure.last_commit, self._idle.get(name, 0.0))
            self.metrics.commit_age.labels(self.stream, name).set(now - since)
            if task.state is not None:
                task.measure.keeps(entries=task.state.disk.entries, size=task.state.disk.size_bytes)
        self._forget(set(self._lags) - seen)
        self.metrics.tasks.labels(self.stream).set(len(owned))

    def _look(self, task: Task, source: TopicPartition, end: int | None) -> bool:
        """Measure one partition; whether it is behind."""
        now_ms = int(time.time() * 1000)
        position = task.positions[source]
        lag = lag_of(
            end=position if end is None else end,
            position=position,
            waiting_since_ms=self._waiting_since(task, source, now_ms),
            now_ms=now_ms,
        )
        self._lags[source] = lag
        labels = (self.stream, source.topic, str(source.partition))
        self.metrics.lag_events.labels(*labels).set(lag.events)
        self.metrics.lag_seconds.labels(*labels).set(lag.seconds)
        before = self._moved.get(source)
        if before is None or before[0] != position or not lag.events:
            self._moved[source] = (position, time.monotonic())
        if not lag.events:
            self._level_ms[source] = now_ms
        return lag.events > 0

    def _waiting_since(self, task: Task, source: TopicPartition, now_ms: int) -> int:
        """When the oldest waiting record was published; until it is fetched, no earlier than the last look without lag.

        A worker that has never been level with a partition knows only since when it has looked.
        """
        held = task.oldest_held_ms(source)
        if held is not None:
            return held
        return max(self._level_ms.setdefault(source, now_ms), task.measure.newest_ms.get(source, 0))

    def complaint(self, tasks: Iterable[Task]) -> str | None:
        """Why the worker is not healthy, in a sentence; None when it is."""
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
            self._level_ms.pop(source, None)
            labels = (self.stream, source.topic, str(source.partition))
            self.metrics.lag_events.remove(*labels)
            self.metrics.lag_seconds.remove(*labels)
