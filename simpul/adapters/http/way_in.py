"""HTTP as a source: what callers send lies in the spool first, and goes from there to Kafka like all else."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from simpul.adapters.http.ingest import HttpIngest
from simpul.adapters.http.keys import read_keys
from simpul.adapters.http.server import make_app
from simpul.adapters.setup import Setup
from simpul.adapters.source import Batch
from simpul.adapters.spool import SpoolSource
from simpul.errors import SettingError
from simpul.metrics import Metrics
from simpul.sdk.spool import Spool, measure, open_spool
from simpul.serving import served
from simpul.state import Store

log = logging.getLogger(__name__)


class HttpWayIn:
    """An HTTP server with its spool; it takes events for as long as it is open, whether or not Kafka answers."""

    def __init__(self, setup: Setup) -> None:
        """Look at the settings; nothing listens before it is opened.

        Raises:
            SettingError: the keys of the callers or of the spool are not given.
        """
        settings = setup.settings
        if settings.ingest_keys is None:
            raise SettingError(
                f"SIMPUL_INGEST_KEYS is not set: adapter {setup.adapter.name} lets in whose key is in that file; make "
                "a line of it with simpul adapter key SYSTEM"
            )
        self._setup = setup
        keys = read_keys(settings.ingest_keys)
        if foreign := set(keys.systems) - set(setup.adapter.systems):
            raise SettingError(
                f"SIMPUL_INGEST_KEYS has a key of system {min(foreign)}, which adapter {setup.adapter.name} does not "
                "speak for; add it to adapters.yaml, or take the line away"
            )
        self._spool: Spool = open_spool(settings, name=setup.adapter.name)
        self._ingest = HttpIngest(
            settings=settings, spool=self._spool, contracts=setup.contracts, catalogue=setup.catalogue, keys=keys
        )
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Open the spool and listen.

        Raises:
            SettingError: the port is taken.
            SpoolError: the spool cannot be opened.
        """
        settings = self._setup.settings
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._spool)
            address = await stack.enter_async_context(
                served(
                    make_app(self._ingest),
                    host=settings.ingest_host,
                    port=settings.ingest_port,
                    setting="SIMPUL_INGEST_PORT",
                )
            )
            self._open = stack.pop_all()
        log.info("adapter %s: events are taken at %s/v1/events", self._setup.adapter.name, address)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the requests that are being answered, and close the spool; what waits in it goes out next time."""
        await self._open.aclose()

    def show(self, metrics: Metrics) -> None:
        """Let the metrics tell how much waits, and what is refused."""
        measure(self._spool, metrics=metrics)
        setup = self._setup
        self._ingest.refused = metrics.adapter_rejected.labels(setup.adapter.name, str(setup.share)).inc

    def batches(self, memory: Store) -> AsyncIterator[Batch]:
        """What waits in the spool, in the order in which it came."""
        interval_s = self._setup.settings.commit_interval_ms / 1_000
        return SpoolSource(self._spool, follow=not self._setup.once, interval_s=interval_s).batches(memory)
