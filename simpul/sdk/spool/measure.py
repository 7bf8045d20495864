"""How much of a spool waits, and for how long, as metrics."""

from simpul.metrics import Metrics
from simpul.sdk.spool.spool import Spool


def measure(spool: Spool, *, metrics: Metrics) -> None:
    """Show an open spool, by the name of its file; asked at each look, so that its age grows while nothing happens."""
    name = spool.path.stem
    metrics.spool_events.labels(name).set_function(lambda: spool.waiting)
    metrics.spool_bytes.labels(name).set_function(lambda: spool.size)
    metrics.spool_age.labels(name).set_function(lambda: spool.age_s)
