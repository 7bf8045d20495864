"""Records what the national service answers, for tests without it: `.venv/bin/python -m tests.adapters.pull.record`."""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import SecretStr
from vcr import VCR  # type: ignore[import-untyped]  # it ships no types
from yarl import URL

from simpul.adapters.pull import Cursor, NextLink
from tests.adapters.in_memory import Relayed
from tests.adapters.pull.national import NationalService, item, serving, source

CASSETTES = Path(__file__).parent / "cassettes"
HOST = "lapor.example"
ADDRESS = SecretStr(f"https://:no-key@{HOST}/answers")
OF_ONE_MACHINE = {"Date", "Server"}


def scrubbed_request(request: Any) -> Any:  # noqa: ANN401  # vcrpy has no types
    """A request as it may be kept: without the key, and to a host that nobody has."""
    request.uri = str(URL(request.uri).with_scheme("https").with_host(HOST).with_port(None))
    request.headers = {name: value for name, value in request.headers.items() if name != "Authorization"}
    return request


def scrubbed_response(response: dict[str, Any]) -> dict[str, Any]:
    """An answer as it may be kept."""
    headers = {name: value for name, value in response["headers"].items() if name not in OF_ONE_MACHINE}
    return response | {"headers": headers, "url": ""}


def tape(name: str, *, mode: str = "none") -> Any:  # noqa: ANN401  # vcrpy has no types
    """A cassette to be played, or recorded anew."""
    recorder = VCR(
        cassette_library_dir=str(CASSETTES),
        record_mode=mode,
        match_on=["method", "path", "query"],
        before_record_request=scrubbed_request,
        before_record_response=scrubbed_response,
    )
    return recorder.use_cassette(f"{name}.yaml")


async def listing(address: SecretStr, service: NationalService, relayed: Relayed) -> None:
    """Three pages by link, of which one is refused at first; then one has changed."""
    service.items = [item(number) for number in range(5)]
    service.refusals = [web.Response(status=429, headers={"Retry-After": "30"})]
    await relayed.run(source(address, NextLink()))
    service.items[4] = item(4, unit="DINSOS")
    await relayed.run(source(address, NextLink()))


async def feed(address: SecretStr, service: NationalService, relayed: Relayed) -> None:
    """Two pages by cursor, and what has come since then."""
    service.items = [item(number) for number in range(3)]
    await relayed.run(source(address, Cursor()))
    service.items += [item(3)]
    await relayed.run(source(address, Cursor()))


async def _record() -> None:
    for scene in (listing, feed):
        (CASSETTES / f"{scene.__name__}.yaml").unlink(missing_ok=True)
        service = NationalService()
        async with serving(service) as address:
            with tape(scene.__name__, mode="once"):
                await scene(address, service, Relayed())


if __name__ == "__main__":
    asyncio.run(_record())
