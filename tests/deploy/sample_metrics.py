"""A worker's metrics with a value everywhere, as the worker would show them."""

from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from simpul.metrics import Metrics


def sample_metrics() -> Metrics:
    """Metrics of a worker that has done everything a worker can do."""
    metrics = Metrics()
    stream, task = "distribution", "0of6"
    metrics.events_in.labels(stream, "DeathRegistered").inc()
    metrics.events_out.labels(stream, "DeathRegistered").inc()
    metrics.events_dead.labels(stream, "DeathRegistered", "UNDECODABLE").inc()
    metrics.transaction_seconds.labels(stream).observe(0.03)
    metrics.transaction_events.labels(stream).observe(20)
    metrics.commit_age.labels(stream, task).set(0)
    metrics.lag_events.labels(stream, "adminduk.person", "0").set(0)
    metrics.lag_seconds.labels(stream, "adminduk.person", "0").set(0)
    metrics.halted.labels(stream, task).set(0)
    metrics.restore_left.labels(stream, task).set(0)
    metrics.state_entries.labels(stream, task).set(10)
    metrics.state_bytes.labels(stream, task).set(1_000)
    metrics.tasks.labels(stream).set(1)
    metrics.rebalances.labels(stream).inc()
    metrics.restarts.labels(stream).set(0)
    metrics.broker_reachable.labels(stream).set(1)
    metrics.spool_events.labels("ingest").set(0)
    metrics.spool_bytes.labels("ingest").set(0)
    metrics.spool_age.labels("ingest").set(0)
    metrics.adapter_rows.labels("nadine", "0").inc()
    metrics.adapter_rejected.labels("nadine", "0").inc()
    metrics.adapter_events.labels("nadine", "LetterReceived").inc()
    metrics.adapter_held_up.labels("nadine", "0").set(0)
    return metrics


def shown_labels() -> dict[str, frozenset[str]]:
    """Every metric that a worker shows, by the name PromQL knows it by, with its labels."""
    shown: dict[str, frozenset[str]] = {}
    for family in text_string_to_metric_families(generate_latest(sample_metrics().registry).decode()):
        for sample in family.samples:
            shown[sample.name] = shown.get(sample.name, frozenset()) | frozenset(sample.labels)
    return shown
