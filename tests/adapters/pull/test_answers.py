"""What becomes of answers that are no page."""

import logging
from datetime import UTC, datetime

import pytest
from aiohttp import web
from pydantic import SecretStr

from simpul.adapters.pull import Cursor, NextLink
from simpul.adapters.pull.back_off import LONGEST_S, seconds_until_next
from simpul.errors import SourceError
from tests.adapters.in_memory import Relayed
from tests.adapters.pull.national import KEY, NationalService, Waits, item, said, serving, source

NOW = datetime(2026, 7, 6, 2, tzinfo=UTC)


async def test_a_service_is_left_alone_as_long_as_it_asks_for() -> None:
    service, relayed, waits = NationalService([item(0)]), Relayed(), Waits()
    service.refusals = [web.Response(status=429, headers={"Retry-After": "17"}), web.Response(status=503)]

    async with serving(service) as address:
        await relayed.run(source(address, NextLink(), sleep=waits))

    asked_for, doubled = waits.of_back_off
    assert asked_for == 17
    assert 1 <= doubled <= 2
    assert said(relayed) == [("0", "DINKES")]


async def test_there_is_a_pause_between_any_two_requests() -> None:
    service, waits = NationalService([item(number) for number in range(6)]), Waits()

    async with serving(service) as address:
        await Relayed().run(source(address, NextLink(), sleep=waits))

    assert waits.seconds == [0.2, 0.2]


async def test_a_service_that_is_away_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    class ComesBack(Waits):
        async def __call__(self, seconds: float) -> None:
            await super().__call__(seconds)
            if len(self.of_back_off) == 3:
                raise StopWaiting

    async with serving(NationalService()) as address:
        pass  # and it is gone

    with pytest.raises(StopWaiting), caplog.at_level(logging.WARNING):
        await Relayed().run(source(address, NextLink(), sleep=ComesBack()))

    assert caplog.text.count("answers: the service does not answer (ClientConnectorError)") == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302])
async def test_a_refusal_is_for_a_person_and_keeps_the_place(status: int) -> None:
    service, relayed = NationalService([item(number) for number in range(4)]), Relayed()

    async with serving(service) as address:
        await relayed.run(source(address, Cursor()), batches=1)
        service.refusals = [web.Response(status=status)]
        with pytest.raises(SourceError, match=rf"/answers\?cursor=2 with status {status}"):
            await relayed.run(source(address, Cursor()))
        await relayed.run(source(address, Cursor()))

    assert [number for number, _ in said(relayed)] == ["0", "1", "2", "3"]


async def test_a_page_for_people_is_no_page() -> None:
    service = NationalService()
    service.refusals = [web.Response(text="<html>Sedang dalam perbaikan</html>", content_type="text/html")]

    async with serving(service) as address:
        with pytest.raises(SourceError, match="page /answers is no JSON object but text/html"):
            await Relayed().run(source(address, NextLink()))


@pytest.mark.parametrize(
    ("instead", "what"),
    [
        ({"data": {}}, "the field data.answers is missing"),
        ({"data": {"answers": {}}}, "the field data.answers is no list of objects"),
        ({"data": {"answers": [{"nomor": "1"}]}}, "the field id is missing"),
        ({"data": {"answers": []}, "next": {"href": "/"}}, "next is an object, not an address or null"),
        ({"data": {"answers": []}, "next": "https://elsewhere.example/"}, "it leads to another host"),
        ({"data": {"answers": []}, "next": "/answers"}, "it comes after itself"),
    ],
)
async def test_a_page_that_is_not_what_it_was_is_named_with_its_field(instead: object, what: str) -> None:
    service = NationalService(instead=instead)

    async with serving(service) as address:
        with pytest.raises(SourceError, match=f"answers: page /answers cannot be read: {what}"):
            await Relayed().run(source(address, NextLink()))


async def test_nothing_of_a_broken_page_is_said() -> None:
    service, relayed = NationalService(instead={"data": {"answers": [item(0), {"nomor": "1"}]}}), Relayed()

    async with serving(service) as address:
        with pytest.raises(SourceError):
            await relayed.run(source(address, NextLink()))

    assert relayed.event_ids == []


async def test_the_key_stands_in_no_error_and_in_no_memory() -> None:
    service, relayed = NationalService([item(number) for number in range(4)]), Relayed()

    async with serving(service) as address:
        await relayed.run(source(address, Cursor()), batches=1)
        service.refusals = [web.Response(status=401)]
        with pytest.raises(SourceError) as refused:
            await relayed.run(source(address, Cursor()))

    assert KEY not in str(refused.value)
    assert all(KEY.encode() not in key + value for key, value in relayed.memory.scan(b"", b"\xff"))


async def test_an_address_without_host_is_refused() -> None:
    with pytest.raises(SourceError, match="answers has no address of a service"):
        await Relayed().run(source(SecretStr("lapor"), NextLink()))


def test_a_wait_doubles_up_to_a_limit_and_differs_from_others() -> None:
    waits = [seconds_until_next(failures=n, retry_after=None, now=NOW, chance=1) for n in (1, 2, 3, 30)]

    assert waits == [1, 2, 4, LONGEST_S]
    assert seconds_until_next(failures=3, retry_after=None, now=NOW, chance=0) == 2


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [("5", 5), ("Mon, 06 Jul 2026 02:00:30 GMT", 30), ("Mon, 06 Jul 2026 01:00:00 GMT", 0), ("86400", 3600), ("?", 1)],
)
def test_what_a_service_asks_for_is_seconds_or_a_date(retry_after: str, seconds: float) -> None:
    assert seconds_until_next(failures=1, retry_after=retry_after, now=NOW, chance=1) == seconds


class StopWaiting(Exception):  # ends a test
    pass
