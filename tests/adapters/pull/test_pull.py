"""What is said of a service that is asked page by page."""

import pytest

from simpul.adapters.pull import Cursor, NextLink, Numbered
from tests.adapters.in_memory import Relayed
from tests.adapters.pull.national import NationalService, item, said, serving, source

LINKED, MARKED, NUMBERED = NextLink(), Cursor(), Numbered(since="since")
PAGINGS = pytest.mark.parametrize("paging", [LINKED, MARKED, NUMBERED], ids=["link", "cursor", "number"])


@PAGINGS
async def test_every_item_of_every_page_is_said(paging: Cursor | NextLink | Numbered) -> None:
    service, relayed = NationalService([item(number) for number in range(5)]), Relayed()

    async with serving(service) as address:
        await relayed.run(source(address, paging))

    assert said(relayed) == [(str(number), "DINKES") for number in range(5)]


@PAGINGS
async def test_what_is_new_is_said_in_the_next_round(paging: Cursor | NextLink | Numbered) -> None:
    service, relayed = NationalService([item(number) for number in range(3)]), Relayed()

    async with serving(service) as address:
        await relayed.run(source(address, paging))
        service.items += [item(3), item(4)]
        await relayed.run(source(address, paging))

    assert said(relayed)[3:] == [("3", "DINKES"), ("4", "DINKES")]


@PAGINGS
async def test_a_crash_after_every_page_changes_nothing(paging: Cursor | NextLink | Numbered) -> None:
    service, crashing, steady = NationalService([item(number) for number in range(7)]), Relayed(), Relayed()

    async with serving(service) as address:
        await steady.run(source(address, paging))
        for _ in range(12):
            await crashing.run(source(address, paging), batches=1, settled=False)

    assert crashing.event_ids == steady.event_ids
    assert len(set(steady.event_ids)) == 7


@PAGINGS
async def test_an_item_that_comes_twice_is_said_once(paging: Cursor | NextLink | Numbered) -> None:
    service, relayed = NationalService([item(0), item(1), item(1), item(2), item(2), item(2)]), Relayed()

    async with serving(service) as address:
        await relayed.run(source(address, paging))

    assert [number for number, _ in said(relayed)] == ["0", "1", "2"]


@pytest.mark.parametrize("paging", [LINKED, NUMBERED], ids=["link", "number"])
async def test_an_item_that_changes_is_a_new_version_even_if_it_changes_back(paging: NextLink | Numbered) -> None:
    service, relayed = NationalService([item(number) for number in range(3)]), Relayed()

    async with serving(service) as address:
        for minute, unit in ((10, "DINKES"), (11, "DINSOS"), (12, "DINKES")):
            service.items[1] = item(1, unit=unit, changed=minute)
            await relayed.run(source(address, paging))

    assert [unit for number, unit in said(relayed) if number == "1"] == ["DINKES", "DINSOS", "DINKES"]
    assert len(set(relayed.event_ids)) == len(relayed.event_ids) == 5


async def test_a_page_that_is_as_it_was_is_not_sent_again() -> None:
    service, relayed = NationalService([item(number) for number in range(4)]), Relayed()

    async with serving(service) as address:
        await relayed.run(source(address, LINKED))
        service.items[3] = item(3, unit="DINSOS")
        await relayed.run(source(address, LINKED))

    assert service.statuses == [200, 200, 304, 200]
    assert said(relayed)[4:] == [("3", "DINSOS")]


async def test_a_cursor_goes_on_where_it_was() -> None:
    service, relayed = NationalService([item(number) for number in range(4)]), Relayed()

    async with serving(service) as address:
        await relayed.run(source(address, MARKED))
        asked = len(service.asked)
        await relayed.run(source(address, MARKED))

    assert service.asked[asked:] == ["/answers?cursor=4"]
    assert service.statuses[asked:] == [304]


async def test_after_a_quiet_round_only_later_changes_are_asked_for() -> None:
    service, relayed = NationalService([item(number) for number in range(3)]), Relayed()

    async with serving(service) as address:
        for _ in range(2):
            await relayed.run(source(address, NUMBERED))
        asked = len(service.asked)
        await relayed.run(source(address, NUMBERED))

    assert {path.split("since=")[1] for path in service.asked[asked:]} == {"2026-07-06T02:02:00Z"}


async def test_an_item_that_slips_over_a_page_is_met_in_the_next_round() -> None:
    service, relayed = NationalService([item(number) for number in range(4)]), Relayed()

    async with serving(service) as address:
        crashing = source(address, NUMBERED)
        await relayed.run(crashing, batches=1)
        service.items.remove(item(0))  # so that what was first on the second page is now last on the first
        await relayed.run(source(address, NUMBERED))
        missed = ("2", "DINKES") not in said(relayed)
        await relayed.run(source(address, NUMBERED))

    assert missed
    assert said(relayed) == [("0", "DINKES"), ("1", "DINKES"), ("3", "DINKES"), ("2", "DINKES")]


async def test_an_item_that_cannot_be_said_is_flagged_once_and_tried_again() -> None:
    service, relayed = NationalService([item(0), item(1, unit="?")]), Relayed()

    async with serving(service) as address:
        for _ in range(3):
            await relayed.run(source(address, LINKED))
        service.items[1] = item(1)
        await relayed.run(source(address, LINKED))

    assert len(relayed.event_ids) == 3
    assert said(relayed) == [("0", "DINKES"), ("1", "DINKES")]
    assert service.statuses == [200] * 4
