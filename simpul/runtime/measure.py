"""What a worker measures of its tasks, kept in plain values and in pre-bound metrics."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import prometheus_client as metric
from aiokafka import TopicPartition

from simpul.metrics import Metrics
from simpul.runtime.pipeline import Answer


@dataclass(eq=False)
class TaskMeasure:
    """Counts one task's events as they happen; binding a label costs more than counting, so each is bound once."""

    metrics: Metrics
    stream: str
    task: str
    last_commit: float = field(default_factory=time.monotonic)
    held: int = 0
    positions: dict[TopicPartition, int] = field(default_factory=dict)
    newest_ms: dict[TopicPartition, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._in: dict[str, list[int]] = {}
        self._out: dict[str, list[int]] = {}
        self._dead: Counter[tuple[str, str]] = Counter()
        self._seconds = self.metrics.transaction_seconds.labels(self.stream)
        self._events = self.metrics.transaction_events.labels(self.stream)
        self._halted = self.metrics.halted.labels(self.stream, self.task)
        self._halted.set(0)
        self.restoring(0)
        self.keeps(entries=0, size=0)

    def restoring(self, left: int) -> None:
        """So many records of the changelog are still to be read."""
        self.metrics.restore_left.labels(self.stream, self.task).set(left)

    def keeps(self, *, entries: int, size: int) -> None:
        """What the task's state amounts to; `size` in bytes."""
        self.metrics.state_entries.labels(self.stream, self.task).set(entries)
        self.metrics.state_bytes.labels(self.stream, self.task).set(size)

    def answered(self, answer: Answer) -> None:
        """One event was answered (not yet committed)."""
        count = self._in.get(answer.event_type)
        if count is None:
            count = self._in[answer.event_type] = [0]
        count[0] += 1
        if answer.dead is not None:
            self._dead[answer.event_type, answer.dead] += 1
            return
        for out in answer.outputs:
            count = self._out.get(out.event_type)
            if count is None:
                count = self._out[out.event_type] = [0]
            count[0] += 1

    def reached(self, source: TopicPartition, timestamp_ms: int) -> None:
        """The newest record answered of a partition, by its timestamp."""
        self.newest_ms[source] = timestamp_ms

    def waiting(self, held: int) -> None:
        """Records that the task holds and has not begun."""
        self.held = held

    def committed(self, positions: Mapping[TopicPartition, int], *, events: int, seconds: float) -> None:
        """A transaction was committed: only now do its events count."""
        self.last_commit = time.monotonic()
        self.positions.update(positions)
        self._seconds.observe(seconds)
        self._events.observe(events)
        self._flush(self._in, self.metrics.events_in)
        self._flush(self._out, self.metrics.events_out)
        for (event_type, reason), count in self._dead.items():
            self.metrics.events_dead.labels(self.stream, event_type, reason).inc(count)
        self._dead.clear()

    def halted(self) -> None:
        """The task stands still until a person restarts the worker."""
        self._in.clear()  # of a transaction that was aborted
        self._out.clear()
        self._dead.clear()
        self._halted.set(1)

    def _flush(self, counts: dict[str, list[int]], counter: metric.Counter) -> None:
        for event_type, count in counts.items():
            if count[0]:
                counter.labels(self.stream, event_type).inc(count[0])
                count[0] = 0
