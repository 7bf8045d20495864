"""A small national service of complaints, and what its answers mean."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from avro_schemas.diskominfo import ComplaintAnswered, DataQualityFlagged
from simpul.adapters import Emission, read_codes
from simpul.adapters.mapping import Known, Row, Said
from simpul.adapters.pull import Cursor, NextLink, Numbered, Pull, PulledPages
from simpul.adapters.rows import Reading
from simpul.contracts import load_contracts
from simpul.numbers import ReasonCode
from simpul.tokens import Tokens
from tests.adapters.in_memory import Relayed

LAPOR = 56
KEY = "the-key-of-the-service"
SIZE = 2
READING = Reading(
    known=Known(codes=read_codes(), tokens=Tokens(b"simpul-test-key")),
    contracts=load_contracts(),
    flagged=DataQualityFlagged,
)
Item = dict[str, str]


def answered(row: Row) -> Iterator[Said]:
    """The answer to a complaint."""
    if row.text("unit") == "?":
        raise row.rejected(ReasonCode.LABEL_UNKNOWN, "unit")
    at = row.instant("answered_at")
    event = ComplaintAnswered(
        complaint_id=row.key("id"), unit_code=row.text("unit"), result_code="UNKNOWN", answered_at=at
    )
    yield row.says(event, document=event.complaint_id, occurred_at=at, registered_at=at)


def declared(paging: Cursor | NextLink | Numbered) -> PulledPages:
    """The answers of the service, however it divides them."""
    return PulledPages(
        system=LAPOR,
        table="answers",
        items="data.answers",
        key=("id",),
        place="id",
        says=answered,
        paging=paging,
    )


def item(number: int, *, unit: str = "DINKES", changed: int | None = None) -> Item:
    """An answer, changed at this minute."""
    minute = number if changed is None else changed
    return {
        "id": f"LAPOR:{number}",
        "unit": unit,
        "answered_at": "2026-07-06T02:00:00Z",
        "changed_at": f"2026-07-06T02:{minute:02d}:00Z",
    }


@dataclass
class NationalService:
    """Pages of two, by link, cursor or number, with marks of version; it refuses and breaks as it is told."""

    items: list[Item] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)  # what was answered
    refusals: list[web.Response] = field(default_factory=list)  # given first, one for each request
    instead: object = None  # of every page

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer as such services do."""
        self.asked.append(request.path_qs)
        response = self._response(request)
        self.statuses.append(response.status)
        return response

    def _response(self, request: web.Request) -> web.Response:
        if self.refusals:
            return self.refusals.pop(0)
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({}, status=401)
        if self.instead is not None:
            return web.json_response(self.instead)
        document = self._page(request)
        etag = f'"{sha256(repr(document).encode()).hexdigest()[:12]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.json_response(document, headers={"ETag": etag})

    def _page(self, request: web.Request) -> dict[str, object]:
        since = request.query.get("since", "")
        listed = [one for one in self.items if one["changed_at"] >= since]
        start = int(request.query.get("cursor", (int(request.query.get("page", 1)) - 1) * SIZE))
        answers = listed[start : start + SIZE]
        more = start + SIZE < len(listed)
        return {
            "data": {"answers": answers},
            "next_cursor": str(start + len(answers)),
            "next": f"/answers?page={start // SIZE + 2}" if more else None,
        }


@asynccontextmanager
async def serving(service: NationalService) -> AsyncIterator[SecretStr]:
    """The address of the service, with its key."""
    application = web.Application()
    application.router.add_get("/answers", service.answer)
    async with TestServer(application) as server:
        yield SecretStr(str(server.make_url("/answers").with_user("").with_password(KEY)))


@dataclass
class Waits:
    """Waits not at all, and notes how long it would have been."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        """Note the time."""
        self.seconds.append(seconds)

    @property
    def of_back_off(self) -> list[float]:
        """Those that are not the pause between any two requests."""
        return [seconds for seconds in self.seconds if seconds != 0.2]


def source(address: SecretStr, paging: Cursor | NextLink | Numbered, *, sleep: Waits | None = None) -> Pull:
    """The way in to the service, for one round."""
    return Pull(declared=declared(paging), address=address, reading=READING, once=True, sleep=sleep or Waits())


def said(relayed: Relayed) -> list[tuple[str, str]]:
    """Which complaint was answered by whom, of every event."""
    emissions = [one for batch in relayed.batches for one in batch.emissions if isinstance(one, Emission)]
    events = [one.event for one in emissions if isinstance(one.event, ComplaintAnswered)]
    return [(event.complaint_id.removeprefix("LAPOR:"), event.unit_code) for event in events]
