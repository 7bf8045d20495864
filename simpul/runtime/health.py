"""/metrics, /healthz and /readyz of a worker or an adapter."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

Judge = Callable[[], str | None]


def health_app(registry: CollectorRegistry, *, healthy: Judge, ready: Judge) -> web.Application:
    """The metrics and the truth about the process; 503 with a sentence when it is not well.

    Args:
        registry: of its metrics.
        healthy: gives None, or why not.
        ready: likewise.
    """

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes(
        [web.get("/metrics", metrics), web.get("/healthz", _judged(healthy)), web.get("/readyz", _judged(ready))]
    )
    return app


def _judged(judge: Judge) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(_: web.Request) -> web.StreamResponse:
        complaint = judge()
        return web.Response(text=(complaint or "ok") + "\n", status=503 if complaint else 200)

    return answer
