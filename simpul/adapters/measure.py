"""What an adapter measures of itself."""

import time
from collections.abc import Mapping

from simpul.metrics import Metrics


class Measure:
    """The figures of one adapter's process."""

    def __init__(self, adapter: str, *, share: int, metrics: Metrics) -> None:
        self.metrics = metrics
        self.rows = 0
        self.events = 0
        self.rejected = 0
        self._adapter = adapter
        self._held_since: float | None = None
        self._shown_rows = metrics.adapter_rows.labels(adapter, str(share))
        self._shown_rejected = metrics.adapter_rejected.labels(adapter, str(share))
        metrics.adapter_held_up.labels(adapter, str(share)).set_function(lambda: self.held_up_s)

    @property
    def held_up_s(self) -> float:
        """For how many seconds Kafka has taken nothing."""
        return 0.0 if self._held_since is None else time.monotonic() - self._held_since

    def held_up(self) -> None:
        """Kafka does not take anything just now."""
        if self._held_since is None:
            self._held_since = time.monotonic()

    def goes_on(self) -> None:
        """Kafka answers again."""
        self._held_since = None

    def committed(self, *, rows: int, rejected: int, event_types: Mapping[str, int]) -> None:
        """A transaction was committed: only now do its rows and events count."""
        self.rows += rows
        self.rejected += rejected
        self._shown_rows.inc(rows)
        self._shown_rejected.inc(rejected)
        for event_type, count in event_types.items():
            self.events += count
            self.metrics.adapter_events.labels(self._adapter, event_type).inc(count)
