"""An event on its way."""

import asyncio

import pytest

from simpul.errors import PublishError
from simpul.sdk import Landed, Sent

LANDED = Landed(topic="adminduk.person", partition=1, offset=7, event_id="e")


def sent_with(unnoticed: set[Sent], settled: list[Sent]) -> Sent:
    """An event that was just sent."""
    return Sent(event_id="e", unnoticed=unnoticed, when_settled=settled.append)


async def test_awaiting_gives_where_the_event_landed_every_time() -> None:
    sent = sent_with(set(), [])
    sent.settle(LANDED)

    results = [await sent, await sent]

    assert results == [LANDED, LANDED]


async def test_a_failure_is_unnoticed_until_somebody_awaits_it() -> None:
    unnoticed: set[Sent] = set()
    sent = sent_with(unnoticed, [])
    sent.settle(PublishError("refused"))
    before = set(unnoticed)

    with pytest.raises(PublishError, match="refused"):
        await sent

    assert before == {sent}
    assert unnoticed == set()


async def test_the_first_word_counts() -> None:
    settled: list[Sent] = []
    sent = sent_with(set(), settled)
    sent.settle(PublishError("no answer"))

    sent.settle(LANDED)

    assert settled == [sent]
    assert isinstance(sent.outcome.result(), PublishError)


async def test_who_stops_waiting_does_not_stop_the_event() -> None:
    sent = sent_with(set(), [])
    waiting = asyncio.ensure_future(sent)
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])

    sent.settle(LANDED)

    assert await sent == LANDED
