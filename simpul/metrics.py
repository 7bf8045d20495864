"""The metrics of a worker, in a registry of its own; names and labels are what dashboards and alerts rely on."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
EVENTS = (1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)


class Metrics:
    """Every metric a worker or an adapter shows.

    `stream` is the application, `type` the event type, `spool` the name of its file.
    """

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.events_in = Counter(
            "simpul_events_in", "Events read and committed.", ("stream", "type"), registry=registry
        )
        self.events_out = Counter(
            "simpul_events_out", "Events written and committed.", ("stream", "type"), registry=registry
        )
        self.events_dead = Counter(
            "simpul_events_dead", "Events set aside as dead letters.", ("stream", "type", "reason"), registry=registry
        )
        self.transaction_seconds = Histogram(
            "simpul_transaction_seconds",
            "Time from the first record of a transaction to its commit.",
            ("stream",),
            buckets=SECONDS,
            registry=registry,
        )
        self.transaction_events = Histogram(
            "simpul_transaction_events", "Events in one transaction.", ("stream",), buckets=EVENTS, registry=registry
        )
        self.commit_age = Gauge(
            "simpul_commit_age_seconds",
            "Time since the last commit of a task that has work; 0 when it has none.",
            ("stream", "task"),
            registry=registry,
        )
        self.lag_events = Gauge(
            "simpul_lag_events",
            "Committed records of a partition that the stream has not yet committed.",
            ("stream", "topic", "partition"),
            registry=registry,
        )
        self.lag_seconds = Gauge(
            "simpul_lag_seconds",
            "How long the oldest waiting record of a partition has been waiting; 0 when none waits.",
            ("stream", "topic", "partition"),
            registry=registry,
        )
        self.halted = Gauge(
            "simpul_task_halted",
            "1 while a task stands still after too many dead letters.",
            ("stream", "task"),
            registry=registry,
        )
        self.restore_left = Gauge(
            "simpul_restore_left_records",
            "Changelog offsets still to be read before the task can begin.",
            ("stream", "task"),
            registry=registry,
        )
        self.state_entries = Gauge(
            "simpul_state_entries", "About how many entries a task's state has.", ("stream", "task"), registry=registry
        )
        self.state_bytes = Gauge(
            "simpul_state_bytes", "Size of a task's state on disk.", ("stream", "task"), registry=registry
        )
        self.tasks = Gauge("simpul_tasks", "Tasks that this worker owns.", ("stream",), registry=registry)
        self.rebalances = Counter(
            "simpul_rebalances", "Assignments this worker has received.", ("stream",), registry=registry
        )
        self.restarts = Gauge(
            "simpul_restarts",
            "Starts of this worker, after its first, in this data folder.",
            ("stream",),
            registry=registry,
        )
        self.broker_reachable = Gauge(
            "simpul_broker_reachable", "1 while a broker answers this worker.", ("stream",), registry=registry
        )
        self.spool_events = Gauge(
            "simpul_spool_events", "Events that wait on local disk for Kafka.", ("spool",), registry=registry
        )
        self.spool_bytes = Gauge(
            "simpul_spool_bytes", "Size of the events that wait on local disk for Kafka.", ("spool",), registry=registry
        )
        self.spool_age = Gauge(
            "simpul_spool_age_seconds",
            "How long the oldest event has waited on local disk for Kafka; 0 when none waits.",
            ("spool",),
            registry=registry,
        )
        self.adapter_rows = Counter(
            "simpul_adapter_rows",
            "Rows of a source that were read and committed.",
            ("adapter", "share"),
            registry=registry,
        )
        self.adapter_rejected = Counter(
            "simpul_adapter_rejected_rows",
            "Rows of a source of which no event could be made, and events that were refused over HTTP.",
            ("adapter", "share"),
            registry=registry,
        )
        self.adapter_events = Counter(
            "simpul_adapter_events",
            "Events of a source that were published and committed.",
            ("adapter", "type"),
            registry=registry,
        )
        self.adapter_held_up = Gauge(
            "simpul_adapter_held_up_seconds",
            "For how long Kafka has taken nothing of an adapter; 0 while it does.",
            ("adapter", "share"),
            registry=registry,
        )
