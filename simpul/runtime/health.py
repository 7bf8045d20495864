"""/metrics, /healthz and /readyz of a worker."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from simpul.errors import SettingError

Judge = Callable[[], str | None]


class HealthServer:
    """Serves the metrics and the truth about the worker; 503 with a sentence when it is not well."""

    def __init__(self, *, host: str, port: int, registry: CollectorRegistry, healthy: Judge, ready: Judge) -> None:
        """`healthy` and `ready` give None, or why not."""
        self._host = host
        self._port = port
        self._registry = registry
        app = web.Application()
        app.add_routes(
            [
                web.get("/metrics", self._metrics),
                web.get("/healthz", _judged(healthy)),
                web.get("/readyz", _judged(ready)),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None)

    async def start(self) -> str:
        """Listen, and give the address (http://host:port).

        Raises:
            SettingError: the port is taken.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        try:
            await site.start()
        except OSError as problem:
            raise SettingError(
                f"SIMPUL_METRICS_PORT {self._port} on {self._host} cannot be used ({problem.strerror}): "
                "set another, or 0 for a free one"
            ) from problem
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _judged(judge: Judge) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(_: web.Request) -> web.StreamResponse:
        complaint = judge()
        return web.Response(text=(complaint or "ok") + "\n", status=503 if complaint else 200)

    return answer
