"""A spool is drained in order and without a double, whatever the moment of a crash."""

import asyncio
from pathlib import Path

import pytest

from simpul.adapters.spool import SpoolSource
from simpul.errors import SpoolError
from simpul.sdk.spool import Spool
from simpul.state import MemoryStore
from tests.adapters.in_memory import Relayed
from tests.sdk.spool.samples import record, spool_in


def source_of(spool: Spool) -> SpoolSource:
    return SpoolSource(spool, follow=False, batch_events=3)


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize("batches", [0, 1, 2, 3])
async def test_every_record_goes_out_once_and_in_order_under_crashes(
    tmp_path: Path,
    settled: bool,  # noqa: FBT001  # pytest gives it by name
    batches: int,
) -> None:
    relayed = Relayed()
    async with spool_in(tmp_path) as spool:
        await spool.append([record(number) for number in range(10)])
        await relayed.run(source_of(spool), batches=batches, settled=settled)
    async with spool_in(tmp_path) as spool:
        await spool.append([record(number) for number in range(8, 12)])
        await relayed.run(source_of(spool), batches=batches, settled=settled)
        await relayed.run(source_of(spool))

        assert relayed.event_ids == [record(number).event_id for number in range(12)]
        assert spool.waiting == 0


async def test_what_was_committed_and_not_deleted_is_deleted_at_the_next_start(tmp_path: Path) -> None:
    relayed = Relayed()
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1), record(2)])
        await relayed.run(source_of(spool), settled=False)
        left = spool.waiting
        await relayed.run(source_of(spool))

        assert (left, spool.waiting) == (2, 0)
        assert len(relayed.batches) == 1


async def test_a_batch_keeps_to_its_bytes(tmp_path: Path) -> None:
    relayed = Relayed()
    async with spool_in(tmp_path) as spool:
        await spool.append([record(number, value=bytes(1_000)) for number in range(4)])
        await relayed.run(SpoolSource(spool, follow=False, batch_bytes=2_500))

    assert [len(batch.emissions) for batch in relayed.batches] == [2, 2]


async def test_a_new_file_in_the_place_of_a_lost_one_is_drained_from_its_begin(tmp_path: Path) -> None:
    relayed = Relayed()
    async with spool_in(tmp_path / "lost") as spool:
        await spool.append([record(1), record(2)])
        await relayed.run(source_of(spool))
    async with spool_in(tmp_path / "new") as spool:
        await spool.append([record(3)])
        await relayed.run(source_of(spool))

    assert relayed.event_ids == [record(number).event_id for number in (1, 2, 3)]


async def test_an_old_copy_in_the_place_of_a_spool_is_refused(tmp_path: Path) -> None:
    memory = MemoryStore()
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1)])
        memory.put(b"sent/" + spool.id, b"7")

        with pytest.raises(SpoolError, match="ends at 1 and 7 is in Kafka already"):
            await anext(source_of(spool).batches(memory))


async def test_a_full_disk_does_not_keep_it_from_draining(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    relayed = Relayed()
    async with spool_in(tmp_path) as spool:
        await spool.append([record(number) for number in range(7)])
        full = spool._file._full("the disk has no room")

        def refuse(**_: int) -> None:
            raise full

        monkeypatch.setattr(spool._file, "forget", refuse)
        await relayed.run(source_of(spool))

        assert relayed.event_ids == [record(number).event_id for number in range(7)]
        assert spool.waiting == 7


async def test_it_waits_for_more_when_told_to_follow(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        batches = SpoolSource(spool, follow=True).batches(MemoryStore())
        asked = asyncio.ensure_future(anext(batches))
        await spool.append([record(1)])
        first = await asked
        asked = asyncio.ensure_future(anext(batches))
        await spool.append([record(2)])
        second = await asked

    assert [first.emissions, second.emissions] == [[record(1)], [record(2)]]


async def test_it_waits_for_more_even_if_another_has_sent_what_there_was(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1)])
        await spool.forget(1)
        asked = asyncio.ensure_future(anext(SpoolSource(spool, follow=True).batches(MemoryStore())))
        await spool.append([record(2)])

        assert (await asked).emissions == [record(2)]


async def test_a_few_records_wait_until_the_interval_is_over_and_a_whole_batch_does_not(tmp_path: Path) -> None:
    relayed, pauses = Relayed(), list[float]()

    async def noted(seconds: float) -> None:
        pauses.append(seconds)

    async with spool_in(tmp_path) as spool:
        source = SpoolSource(spool, follow=False, interval_s=3_600, batch_events=2, sleep=noted)
        await spool.append([record(number) for number in range(5)])
        await relayed.run(source)

    assert [batch.rows for batch in relayed.batches] == [2, 2, 1]
    assert [pause > 0 for pause in pauses] == [True, True]  # before the one, and before it finds nothing more
