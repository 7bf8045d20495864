"""The life of a worker process: check, join, work, and end either gracefully or at once."""

import asyncio
import logging
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import cast

from simpul.errors import SimpulError, StreamError
from simpul.runtime.app import App
from simpul.runtime.garbage import collected_by_clock
from simpul.runtime.health import health_app
from simpul.runtime.pins import check_pins
from simpul.runtime.preflight import check_cluster
from simpul.runtime.progress import Progress
from simpul.runtime.transport import Consumer
from simpul.serving import served, when_told_to_end
from simpul.settings import Settings

log = logging.getLogger(__name__)

REFRESH_S = 1.0
GRACE_S = 20.0
EXIT_FAILED = 1


def load_app(name: str) -> App:
    """The application named as `module:attribute`.

    Raises:
        StreamError: there is no such module or attribute, or it is not an App.
    """
    module, _, attribute = name.partition(":")
    try:
        app = getattr(import_module(module), attribute or "app")
    except (ImportError, AttributeError) as problem:
        raise StreamError(f"{name} cannot be loaded ({problem}); name it as streams.NAME:app") from problem
    if not isinstance(app, App):
        raise StreamError(f"{name} is a {type(app).__name__}, not a simpul.runtime.App")
    return app


def run_worker(app: App, settings: Settings) -> int:
    """Run one worker until it is told to stop (SIGTERM, SIGINT) or fails; its exit code."""
    logging.basicConfig(
        level=settings.log_level.upper(), stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("aiokafka").setLevel(logging.INFO)  # at debug level it writes keys and values: personal data
    check_pins()
    return asyncio.run(_Worker(app, settings).run())


class _Worker:
    def __init__(self, app: App, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._ending = asyncio.Event()
        self._failure: BaseException | None = None

    async def run(self) -> int:
        """Work until told to stop; 0 after a graceful stop."""
        app, settings = self._app, self._settings
        plan = app.bind(settings, on_failure=self._fail)
        app.cluster_id = await check_cluster(plan)
        progress = Progress(app.name, plan.metrics, settings.stalled_after_s)
        health = health_app(
            plan.metrics.registry,
            healthy=lambda: progress.complaint(app.ownership.tasks.values()),
            ready=lambda: None if progress.ready else "the worker has no assignment yet",
        )
        host, port = settings.metrics_host, settings.metrics_port
        async with served(health, host=host, port=port, setting="SIMPUL_METRICS_PORT") as address:
            plan.metrics.restarts.labels(app.name).set(count_restarts(settings.data_dir, app.name))
            log.info("worker of %s: metrics and health at %s", app.name, address)
            when_told_to_end(self._ending.set)
            await self._start()
            async with collected_by_clock():
                await self._work(progress)
        log.info("worker of %s: stopped, nothing left open", app.name)
        return 0

    async def _start(self) -> None:
        self._app.conf.datadir.parent.mkdir(parents=True, exist_ok=True)
        self._app.finalize()
        try:
            await self._app.maybe_start()
        except Exception as failure:  # noqa: BLE001  # whatever it is, the process ends with a sentence about it
            die(failure)

    async def _work(self, progress: Progress) -> None:
        watching = asyncio.create_task(self._watch(progress))
        crash = asyncio.create_task(self._await_crash())
        await self._ending.wait()
        if self._failure is not None:
            die(self._failure)
        watching.cancel()
        crash.cancel()
        await asyncio.wait_for(self._leave(), GRACE_S)

    def _fail(self, failure: BaseException) -> None:
        if self._failure is None:
            self._failure = failure
        self._ending.set()

    async def _await_crash(self) -> None:
        await self._app._crashed.wait()  # noqa: SLF001  # mode has no public way to wait for a crash
        self._fail(self._app.crash_reason or StreamError("Faust crashed without a reason"))

    async def _leave(self) -> None:
        self._app.consumer.stop_flow()
        await self._app.ownership.close()
        await self._app.stop()

    async def _watch(self, progress: Progress) -> None:
        ownership, metrics = self._app.ownership, self._app.plan.metrics
        consumer = cast("Consumer", self._app.consumer)
        seen = 0
        while True:
            progress.refresh(ownership.tasks.values(), await consumer.ends())
            metrics.broker_reachable.labels(self._app.name).set(await consumer.broker_answers())
            progress.ready = ownership.rebalances > 0 and not self._app.rebalancing
            metrics.rebalances.labels(self._app.name).inc(ownership.rebalances - seen)
            seen = ownership.rebalances
            await asyncio.sleep(REFRESH_S)


def die(failure: BaseException) -> None:
    """Say why in one sentence and end the process at once: what was not committed will be done again."""
    sentence = str(failure) if isinstance(failure, SimpulError) else explained(failure)
    log.error("worker ends: %s", sentence, exc_info=None if isinstance(failure, SimpulError) else failure)
    sys.stderr.write(f"simpul: {sentence}\n")
    sys.stderr.flush()
    os._exit(EXIT_FAILED)


def explained(failure: BaseException) -> str:
    """A sentence about an error of Kafka, for an operator."""
    name = type(failure).__name__
    if name in {"ProducerFenced", "InvalidProducerEpoch", "ProducerFencedException"}:
        return (
            "another worker has taken over a task of this one, or a transaction took longer than "
            "SIMPUL_TRANSACTION_TIMEOUT_MS (fenced), so nothing was committed; start it again"
        )
    return f"{name}: {failure}; nothing of the open transaction was committed, start the worker again"


def count_restarts(data_dir: Path, name: str) -> int:
    """How often a worker of this application was started in this data folder before; counts this start."""
    path = data_dir / "starts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = len(path.read_bytes()) if path.exists() else 0
    with path.open("ab") as starts:
        starts.write(b".")
    return before
