"""The life of an adapter's process: show how it is, publish until told to stop, and end with a sentence."""

import asyncio
import contextlib
import logging
import sys
from dataclasses import dataclass

from simpul.adapters.measure import Measure
from simpul.adapters.relay import Relay
from simpul.adapters.setup import Setup
from simpul.adapters.source import Attended
from simpul.metrics import Metrics
from simpul.runtime.garbage import collected_by_clock
from simpul.runtime.health import health_app
from simpul.serving import served, when_told_to_end

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What one run has published and committed."""

    rows: int
    events: int
    rejected: int


def run_adapter(setup: Setup) -> Published:
    """Publish until the source ends or the process is told to stop (SIGTERM, SIGINT).

    Raises:
        SimpulError: a person must do something first; nothing is lost.
    """
    logging.basicConfig(
        level=setup.settings.log_level.upper(),
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("aiokafka").setLevel(logging.INFO)  # at debug level it writes keys and values: personal data
    return asyncio.run(_run(setup))


async def _run(setup: Setup) -> Published:
    measure = Measure(setup.adapter.name, share=setup.share, metrics=Metrics())
    source = setup.open()
    relay = Relay(source, setup=setup, measure=measure)
    settings = setup.settings
    health = health_app(
        measure.metrics.registry,
        healthy=lambda: _complaint(measure, patience_s=settings.stalled_after_s),
        ready=lambda: None if relay.ready else "the adapter has not yet learnt from Kafka where it stands",
    )
    stop = asyncio.Event()
    when_told_to_end(stop.set)
    async with contextlib.AsyncExitStack() as stack:
        address = await stack.enter_async_context(
            served(health, host=settings.metrics_host, port=settings.metrics_port, setting="SIMPUL_METRICS_PORT")
        )
        log.info("adapter %s: metrics and health at %s", setup.adapter.name, address)
        if isinstance(source, Attended):
            await stack.enter_async_context(source)
            source.show(measure.metrics)
        await stack.enter_async_context(collected_by_clock())
        await relay.run(stop)
    return Published(rows=measure.rows, events=measure.events, rejected=measure.rejected)


def _complaint(measure: Measure, *, patience_s: float) -> str | None:
    if measure.held_up_s <= patience_s:
        return None
    return f"Kafka has taken nothing for {measure.held_up_s:.0f} s; what was read waits in its source"
