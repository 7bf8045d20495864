"""What an adapter measures of itself; names and labels are what dashboards and alerts rely on."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge


class Measure:
    """The metrics of one adapter's process."""

    def __init__(self, adapter: str, *, share: int) -> None:
        self.registry = registry = CollectorRegistry()
        self._adapter = adapter
        self._share = str(share)
        names = ("adapter", "share")
        self._rows = Counter(
            "simpul_adapter_rows", "Rows of the source that were read and committed.", names, registry=registry
        ).labels(adapter, self._share)
        self._events = Counter(
            "simpul_adapter_events", "Events published and committed.", ("adapter", "type"), registry=registry
        )
        self._waiting = Gauge(
            "simpul_adapter_waiting_seconds",
            "For how long what was read could not be committed; 0 while nothing is held up.",
            names,
            registry=registry,
        ).labels(adapter, self._share)
        self._held_since: float | None = None
        self.rows = 0
        self.events = 0
        self._waiting.set_function(lambda: self.held_up_s)

    @property
    def held_up_s(self) -> float:
        """For how many seconds Kafka has not taken what was read."""
        return 0.0 if self._held_since is None else time.monotonic() - self._held_since

    def held_up(self) -> None:
        """Kafka does not take anything just now."""
        if self._held_since is None:
            self._held_since = time.monotonic()

    def goes_on(self) -> None:
        """Kafka answers again."""
        self._held_since = None

    def committed(self, *, rows: int, event_types: dict[str, int]) -> None:
        """A transaction was committed: only now do its rows and events count."""
        self.rows += rows
        self._rows.inc(rows)
        for event_type, count in event_types.items():
            self.events += count
            self._events.labels(self._adapter, event_type).inc(count)
