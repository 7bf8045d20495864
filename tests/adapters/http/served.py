"""An ingest that is served on a free port, within the test or as a process of its own."""

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import cast

from aiohttp import ClientResponse, ClientSession
from pydantic import SecretStr

from simpul import serving
from simpul.adapters.http import HttpIngest, Keys, make_app, new_key
from simpul.adapters.http.keys import hash_of
from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import Contracts, load_contracts
from simpul.sdk import Record
from simpul.sdk.spool import Spool, open_spool
from simpul.serving import when_told_to_end
from simpul.settings import Settings

BPBD, SIAK, SAND = 61, 1, 29
KEYS = {system: f"simpul_{system}_{'k' * 43}" for system in (BPBD, SIAK, SAND)}
SPOOL_KEY = SecretStr("a key of the tests")
TIMES = {"occurred_at": "2026-07-06T02:00:00Z", "registered_at": "2026-07-06T02:01:00Z"}


@cache
def bus() -> tuple[Contracts, Catalogue]:
    """The contracts and the catalogue; loaded once."""
    contracts = load_contracts()
    return contracts, load_catalogue(contracts=contracts)


def example(event_type: str = "HazardAlertRaised", **changed: object) -> dict[str, object]:
    """The data of an event type's example, with some fields changed; None takes a field away."""
    data = json.loads(bus()[0].latest(event_type).example_text or "{}") | changed
    return {name: value for name, value in data.items() if value is not None}


def event(event_type: str = "HazardAlertRaised", *, data: object = None, **members: object) -> dict[str, object]:
    """An event in the bus's own form."""
    return {"type": event_type, "data": example(event_type) if data is None else data} | TIMES | members


def cloud_event(**members: object) -> dict[str, object]:
    """A CloudEvent in structured form."""
    return {
        "specversion": "1.0",
        "id": "siren 7",
        "source": "/bpbd/sirens",
        "type": "HazardAlertRaised",
        "time": TIMES["occurred_at"],
        "registeredat": TIMES["registered_at"],
        "data": example(),
    } | members


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A served ingest and what it has kept."""

    url: str
    spool: Spool
    session: ClientSession
    system: int = BPBD

    def of(self, system: int) -> "Served":
        """The same, called by another system."""
        return replace(self, system=system)

    async def post(self, body: object, **headers: str) -> tuple[int, dict[str, object]]:
        """Status and members of the answer; a body that is no bytes is sent as JSON."""
        async with self.send(body, **headers) as answer:
            return answer.status, cast("dict[str, object]", await answer.json(content_type=None))

    @asynccontextmanager
    async def send(self, body: object, **headers: str) -> AsyncIterator[ClientResponse]:
        """The answer; underscores in names of headers stand for dashes."""
        given = {"Content-Type": "application/json", "Authorization": f"Bearer {KEYS[self.system]}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.session.post(f"{self.url}/v1/events", data=io.BytesIO(data), headers=given) as answer:
            yield answer

    async def kept(self) -> list[Record]:
        """What is in the spool, in order."""
        return [one.record for one in await self.spool.read(after=0, events=100_000, size=10**9)]


def keys() -> Keys:
    """The keys of these systems."""
    return Keys({system: [hash_of(key), hash_of(new_key(system)[0])] for system, key in KEYS.items()})


@asynccontextmanager
async def served(folder: Path, **settings: object) -> AsyncIterator[Served]:
    """Serve within this loop."""
    given = Settings.model_validate({"data_dir": folder, "spool_key": SPOOL_KEY} | settings)
    async with (
        open_spool(given, name="ingest") as spool,
        _listening(given, spool) as url,
        ClientSession() as session,
    ):
        yield Served(url=url, spool=spool, session=session)


def kept_in(folder: Path) -> Spool:
    """The spool of an ingest that has ended."""
    return open_spool(_settings(folder), name="ingest")


def error_fields(members: Mapping[str, object]) -> list[str]:
    """The names of the fields that an answer complains about."""
    return [error["field"] for error in cast("list[dict[str, str]]", members.get("errors", []))]


def _settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, spool_key=SPOOL_KEY)


def _listening(settings: Settings, spool: Spool) -> AbstractAsyncContextManager[str]:
    contracts, catalogue = bus()
    ingest = HttpIngest(settings=settings, spool=spool, contracts=contracts, catalogue=catalogue, keys=keys())
    return serving.served(make_app(ingest), host="127.0.0.1", port=0, setting="none")


async def main(folder: Path) -> None:
    """Serve until a signal; the address is the first line."""
    settings = _settings(folder)
    async with open_spool(settings, name="ingest") as spool:
        told = asyncio.Event()
        when_told_to_end(told.set)
        async with _listening(settings, spool) as url:
            print(url, flush=True)  # noqa: T201
            await told.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
