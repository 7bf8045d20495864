"""Asks a foreign service for a page, as often as it takes and as politely as it wants."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import NamedTuple

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from simpul.adapters.pull.back_off import seconds_until_next
from simpul.errors import SourceError

log = logging.getLogger(__name__)

SECONDS_TO_ANSWER = 60
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


class Answer(NamedTuple):
    """A page and its mark of version; no document where it is as it was."""

    document: Mapping[str, object] | None
    etag: str | None


@dataclass(kw_only=True)
class Client:
    """One session with one service.

    Attributes:
        table: whose pages are asked for.
        session: carries the key.
        origin: the address, whose own query may hold secrets and is not shown.
        pause_s: the least time between two requests.
        sleep: waits so many seconds.
    """

    table: str
    session: ClientSession
    origin: URL
    pause_s: float
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    asked: bool = False

    def shown(self, address: URL) -> str:
        """An address as errors and logs show it."""
        own = self.origin.query
        return str(
            URL(address.path).with_query({name: value for name, value in address.query.items() if name not in own})
        )

    async def page(self, address: URL, *, etag: str | None) -> Answer:
        """A page, after however many attempts.

        Raises:
            SourceError: the service refuses, or answers with something that is no page.
        """
        failures = 0
        while True:
            if self.asked:
                await self.sleep(self.pause_s)
            self.asked = True
            failures += 1
            retry_after = None
            try:
                async with self.session.get(
                    address, headers={"If-None-Match": etag} if etag else {}, allow_redirects=False
                ) as response:
                    if not _is_for_later(response.status):
                        return await self._answer(response, address)
                    retry_after, why = response.headers.get("Retry-After"), f"status {response.status}"
            except (ClientError, TimeoutError) as problem:
                why = type(problem).__name__
            await self._wait(why, failures=failures, retry_after=retry_after)

    async def _answer(self, response: ClientResponse, address: URL) -> Answer:
        if response.status == HTTPStatus.NOT_MODIFIED:
            return Answer(None, response.headers.get("ETag"))
        if response.status != HTTPStatus.OK:
            raise SourceError(
                f"{self.table}: the service answers page {self.shown(address)} with status {response.status}; look at "
                "the address and the key in SIMPUL_ORIGIN. Reading goes on from this page"
            )
        try:
            document = json.loads(await response.read())
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise SourceError(
                f"{self.table}: page {self.shown(address)} is no JSON object but {response.content_type}; ask the "
                "keeper of the service what has changed. Reading goes on from this page"
            )
        return Answer(document, response.headers.get("ETag"))

    async def _wait(self, why: str, *, failures: int, retry_after: str | None) -> None:
        seconds = seconds_until_next(
            failures=failures,
            retry_after=retry_after,
            now=datetime.now(UTC),
            chance=random.random(),  # noqa: S311  # spreads requests, keeps no secret
        )
        log.warning("%s: the service does not answer (%s); it is asked again in %.0f s", self.table, why, seconds)
        await self.sleep(seconds)


def session(headers: Mapping[str, str]) -> ClientSession:
    """A session that sends these headers with each request."""
    timeout = ClientTimeout(total=SECONDS_TO_ANSWER)
    return ClientSession(headers={"Accept": "application/json", **headers}, timeout=timeout)


def _is_for_later(status: int) -> bool:
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _LATER
