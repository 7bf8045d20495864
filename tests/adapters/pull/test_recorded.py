"""The same answers give the same events, also those that were recorded once."""

import pytest

from tests.adapters.in_memory import Relayed
from tests.adapters.pull.national import KEY, NationalService, said
from tests.adapters.pull.record import ADDRESS, CASSETTES, feed, listing, tape


async def test_recorded_pages_are_said_with_what_has_changed_in_them() -> None:
    relayed = Relayed()

    with tape("listing") as played:
        await listing(ADDRESS, NationalService(), relayed)

    assert [number for number, _ in said(relayed)] == ["0", "1", "2", "3", "4", "4"]
    assert [answer["status"]["code"] for answer in played.responses] == [429, 200, 200, 200, 304, 304, 200]
    assert played.all_played


async def test_a_recorded_feed_goes_on_where_it_was() -> None:
    relayed = Relayed()

    with tape("feed") as played:
        await feed(ADDRESS, NationalService(), relayed)

    assert [number for number, _ in said(relayed)] == ["0", "1", "2", "3"]
    assert played.all_played


@pytest.mark.parametrize("name", ["listing", "feed"])
def test_no_key_is_on_a_tape(name: str) -> None:
    recorded = (CASSETTES / f"{name}.yaml").read_text(encoding="utf-8")

    assert "answered_at" in recorded
    assert KEY not in recorded
    assert "Authorization" not in recorded
    assert "127.0.0.1" not in recorded
