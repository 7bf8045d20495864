"""The spool keeps what it has accepted, once, in order and out of sight."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from simpul.errors import SettingError, SpoolError, SpoolFull
from simpul.metrics import Metrics
from simpul.sdk import Record
from simpul.sdk.spool import Arrival, Spool, measure, open_spool
from simpul.sdk.spool.disk import KNOWN_MS
from simpul.settings import Settings
from tests.docs.pages import PROJECT
from tests.sdk.spool.samples import KEY, record, spool_in


async def everything(spool: Spool, *, after: int = 0) -> list[Record]:
    """What waits, in order."""
    return [one.record for one in await spool.read(after=after, events=100_000, size=100_000_000)]


async def test_what_was_appended_is_there_in_order_after_a_restart(tmp_path: Path) -> None:
    records = [record(number) for number in (3, 1, 2)]
    async with spool_in(tmp_path) as spool:
        arrivals = await spool.append(records)

    async with spool_in(tmp_path) as again:
        found = await everything(again)

    assert arrivals == [Arrival.NEW] * 3
    assert found == records


async def test_appends_that_come_at_one_time_are_all_there_in_the_order_of_the_calls(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await asyncio.gather(*(spool.append([record(2 * n), record(2 * n + 1)]) for n in range(300)))

        found = await everything(spool)

    assert found == [record(number) for number in range(600)]


def acknowledged_until_sigkill(folder: Path) -> list[str]:
    """Append in a process of its own, kill it, and give the numbers that it had said to be safe."""
    command = [sys.executable, "-m", "tests.sdk.spool.appending", str(folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(400)]
        process.send_signal(signal.SIGKILL)
        return acknowledged + process.stdout.read().split("\n")[:-1]


async def test_every_acknowledged_record_is_there_once_after_sigkill(tmp_path: Path) -> None:
    for _ in range(2):
        acknowledged = acknowledged_until_sigkill(tmp_path)

        async with spool_in(tmp_path, max_bytes=1_000_000_000) as spool:
            found = [UUID(one.event_id).int for one in await everything(spool)]

        assert {int(number) for number in acknowledged} <= set(found)
        assert len(found) == len(set(found))


async def test_an_event_id_that_comes_again_is_kept_once(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        first = await spool.append([record(1)])
        together = await spool.append([record(2), record(1), record(2)])

        assert first + together == [Arrival.NEW, Arrival.NEW, Arrival.KNOWN, Arrival.KNOWN]
        assert await everything(spool) == [record(1), record(2)]


async def test_an_event_id_is_still_known_when_its_record_is_in_kafka(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1)])
        await spool.forget(1)
    async with spool_in(tmp_path) as again:
        arrivals = await again.append([record(1), record(2)])

        assert arrivals == [Arrival.KNOWN, Arrival.NEW]
        assert [(one.sequence, one.record) for one in await again.read(after=0, events=9, size=9)] == [(2, record(2))]


@pytest.mark.parametrize(("is_sent", "arrival"), [(True, Arrival.NEW), (False, Arrival.KNOWN)])
async def test_ids_are_forgotten_in_time_but_never_while_they_wait(
    tmp_path: Path,
    is_sent: bool,  # noqa: FBT001  # pytest gives it by name
    arrival: Arrival,
) -> None:
    now = [1_000_000.0]
    async with Spool(tmp_path / "test.db", key=KEY, max_bytes=10_000, clock=lambda: now[0]) as spool:
        await spool.append([record(1)])
        now[0] += KNOWN_MS / 1_000 + 1
        await spool.append([record(2)])
        await spool.forget(1 if is_sent else 0)

        assert await spool.append([record(1)]) == [arrival]


async def test_an_id_that_comes_again_with_something_else_is_told_from_a_repetition(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1)], said=[b"this"])
        arrivals = await spool.append([record(1), record(1, value=b"other")], said=[b"that", b"this"])

        assert arrivals == [Arrival.DIFFERS, Arrival.KNOWN]
        assert await everything(spool) == [record(1)]


async def test_a_full_spool_refuses_and_keeps_what_it_has(tmp_path: Path) -> None:
    kept = [record(number, value=bytes(400)) for number in range(4)]
    async with spool_in(tmp_path, max_bytes=2_500) as spool:
        await spool.append(kept)

        with pytest.raises(SpoolFull, match=r"SIMPUL_SPOOL_MAX_BYTES allows 2500 bytes.*4 events.*none is lost"):
            await spool.append([record(9, value=bytes(200)), record(10, value=bytes(600))])
        assert await everything(spool) == kept
        assert await spool.append(kept) == [Arrival.KNOWN] * 4
        await spool.forget(2)
        assert await spool.append([record(9, value=bytes(600))]) == [Arrival.NEW]


async def test_of_appends_that_share_a_write_only_those_without_room_are_refused(tmp_path: Path) -> None:
    async with spool_in(tmp_path, max_bytes=2_500) as spool:
        outcomes = await asyncio.gather(
            *(spool.append([record(n, value=bytes(size))]) for n, size in enumerate((500, 5_000, 500))),
            return_exceptions=True,
        )

        assert [type(outcome) for outcome in outcomes] == [list, SpoolFull, list]
        assert [UUID(one.event_id).int for one in await everything(spool)] == [0, 2]
        assert spool.waiting == 2


async def test_a_full_disk_refuses_and_keeps_what_it_has(tmp_path: Path) -> None:
    async with spool_in(tmp_path, max_bytes=100_000_000) as spool:
        await spool.append([record(1)])
        size = spool.size
        spool._file._sql.execute("PRAGMA max_page_count = 12")  # SQLite answers as if the disk were full

        with pytest.raises(SpoolFull, match="the disk has no room"):
            await spool.append([record(2, value=bytes(100_000))])
        assert (spool.waiting, spool.size) == (1, size)
        assert await spool.append([record(3)]) == [Arrival.NEW]
    async with spool_in(tmp_path) as again:
        assert await everything(again) == [record(1), record(3)]


async def test_nothing_that_lies_on_disk_can_be_read(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1, value=b"3508996001900001", key=b"t1.717ca65f")], said=[b"Siti Aminah"])

        lying = b"".join(file.read_bytes() for file in spool.path.parent.iterdir())

    assert str(UUID(int=1)).encode() in lying
    for secret in (b"3508996001900001", b"t1.717ca65f", b"Siti", b"a.topic", KEY.get_secret_value().encode()):
        assert secret not in lying


async def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1)])

        assert {file.stat().st_mode & 0o077 for file in (spool.path.parent, *spool.path.parent.iterdir())} == {0}


async def test_another_key_is_refused(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1)])

    with pytest.raises(SpoolError, match=r"SIMPUL_SPOOL_KEY is not the key that .* was begun with"):
        await spool_in(tmp_path, key=SecretStr("another key altogether")).__aenter__()


async def test_a_second_process_is_refused(tmp_path: Path) -> None:
    async with spool_in(tmp_path):
        with pytest.raises(SpoolError, match=r"another process has the spool .* open; end that one first"):
            await spool_in(tmp_path).__aenter__()


async def test_a_file_that_is_no_spool_is_refused(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "test.db").write_bytes(b"no database " * 500)

    with pytest.raises(SpoolError, match="SQLITE_NOTADB"):
        await spool_in(tmp_path).__aenter__()


async def test_a_damaged_record_is_refused_by_the_id_of_its_event(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1)])
    with sqlite3.connect(tmp_path / "spool" / "test.db") as sql:
        sql.execute("UPDATE waiting SET sealed = zeroblob(60)")
    sql.close()

    async with spool_in(tmp_path) as again:
        with pytest.raises(SpoolError, match=f"event {UUID(int=1)} of the spool is damaged"):
            await everything(again)


async def test_a_sequence_is_never_given_twice(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await spool.append([record(1), record(2)])
        await spool.forget(2)
    async with spool_in(tmp_path) as again:
        await again.append([record(3)])

        assert [one.sequence for one in await again.read(after=0, events=9, size=9)] == [3]
        assert again.last == 3


async def test_a_reading_keeps_to_so_many_records_and_so_many_bytes(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        await spool.append([record(number, value=bytes(1_000)) for number in range(5)])

        assert len(await spool.read(after=0, events=3, size=100_000)) == 3
        assert len(await spool.read(after=0, events=9, size=2_500)) == 2
        assert len(await spool.read(after=0, events=9, size=1)) == 1
        assert [one.sequence for one in await spool.read(after=3, events=9, size=100_000)] == [4, 5]


async def test_it_says_how_much_waits_and_for_how_long(tmp_path: Path) -> None:
    now = [1_000.0]
    async with Spool(tmp_path / "test.db", key=KEY, max_bytes=10_000, clock=lambda: now[0]) as spool:
        empty = (spool.waiting, spool.size, spool.age_s)
        await spool.append([record(1)])
        now[0] += 5
        await spool.append([record(2)])
        both = (spool.waiting, spool.age_s)
        size = spool.size
        await spool.forget(1)
        now[0] += 2

        assert (empty, both) == ((0, 0, 0.0), (2, 5.0))
        assert (spool.waiting, spool.size, spool.age_s) == (1, size / 2, 2.0)
        await spool.forget(2)
        assert (spool.waiting, spool.size, spool.age_s) == (0, 0, 0.0)


async def test_who_waits_for_a_record_is_woken_by_it(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        waiter = asyncio.create_task(spool.beyond(1))
        await spool.append([record(1)])
        early = waiter.done()
        await spool.append([record(2)])
        await waiter

        assert not early


async def test_who_has_gone_leaves_the_others_their_answers(tmp_path: Path) -> None:
    async with spool_in(tmp_path) as spool:
        gone = asyncio.create_task(spool.append([record(1)]))
        stays = asyncio.create_task(spool.append([record(2)]))
        await asyncio.sleep(0)
        gone.cancel()

        assert await stays == [Arrival.NEW]
        assert spool.unwritten == 0


async def test_the_settings_say_where_it_is_and_with_which_key(tmp_path: Path) -> None:
    async with open_spool(Settings(data_dir=tmp_path, spool_key=KEY), name="system-1") as spool:
        assert spool.path == tmp_path / "spool" / "system-1.db"
        assert spool.path.exists()


def test_without_a_key_there_is_no_spool(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="SIMPUL_SPOOL_KEY is not set"):
        open_spool(Settings(data_dir=tmp_path), name="system-1")


async def test_its_metrics_say_what_waits_at_each_look(tmp_path: Path) -> None:
    now = [1_000.0]
    metrics = Metrics()
    async with Spool(tmp_path / "ingest.db", key=KEY, max_bytes=10_000, clock=lambda: now[0]) as spool:
        measure(spool, metrics=metrics)
        await spool.append([record(1)])
        now[0] += 9

        shown = [
            metrics.registry.get_sample_value(f"simpul_spool_{name}", {"spool": "ingest"})
            for name in ("events", "bytes", "age_seconds")
        ]
        assert shown == [1, spool.size, 9]
