"""Each committed row of an outbox becomes one event, whenever it becomes visible and whenever the relay dies."""

from datetime import UTC, datetime

import pytest

from simpul.errors import SettingError
from simpul.sdk import Record
from simpul.wire import Envelope, read_envelope
from tests.adapters.in_memory import Relayed
from tests.adapters.outbox.department import Department, event_id, publish_and_die, write


def envelope(relayed: Relayed, at: int) -> Envelope:
    """The envelope of one published record."""
    published = [emission for batch in relayed.batches for emission in batch.emissions]
    record = published[at]
    assert isinstance(record, Record)
    return read_envelope(record.headers)


async def test_rows_become_events_in_the_order_of_writing(department: Department) -> None:
    rows = [department.write(aggregate=str(n % 3)) for n in range(25)]
    relayed = Relayed()

    await relayed.run(department.relay())

    assert relayed.event_ids == [event_id(row) for row in rows]
    assert [batch.rows for batch in relayed.batches] == [10, 10, 5]
    assert department.count("outbox") == 0


async def test_a_row_that_becomes_visible_late_is_not_skipped(department: Department) -> None:
    relayed = Relayed()
    with department.connect() as slow:
        early = write(slow, aggregate="early")
        late = department.write(aggregate="late")
        await relayed.run(department.relay())
        before = list(relayed.event_ids)
        slow.commit()

    await relayed.run(department.relay())

    assert before == [event_id(late)]
    assert relayed.event_ids == [event_id(late), event_id(early)]


async def test_a_row_that_becomes_visible_late_is_not_skipped_by_a_relay_at_work(department: Department) -> None:
    relayed = Relayed()
    with department.connect() as slow:
        early = write(slow, aggregate="early")
        late = [department.write(aggregate="late") for _ in range(3)]
        source = department.relay(batch_rows=1)
        await relayed.run(source, batches=2)
        slow.commit()

    await relayed.run(source)

    assert sorted(relayed.event_ids) == sorted(event_id(row) for row in [early, *late])


async def test_rows_that_were_rolled_back_leave_holes_and_nothing_else(department: Department) -> None:
    relayed = Relayed()
    rows = []
    for _ in range(5):
        with department.connect() as connection:
            write(connection)
            connection.rollback()
        rows.append(department.write())

    await relayed.run(department.relay())

    assert relayed.event_ids == [event_id(row) for row in rows]


async def test_a_relay_killed_before_it_took_away_what_it_published_publishes_nothing_twice(
    department: Department,
) -> None:
    rows = [department.write() for _ in range(12)]
    relayed = Relayed()
    for _ in range(4):
        await publish_and_die(relayed, department.relay(batch_rows=3))
    left = department.count("outbox")

    await relayed.run(department.relay(batch_rows=3))

    assert left == 3
    assert relayed.event_ids == [event_id(row) for row in rows]
    assert department.count("outbox") == 0


async def test_an_open_transaction_of_the_department_does_not_hold_the_relay_back(department: Department) -> None:
    relayed = Relayed()
    done = department.write(aggregate="a")
    with department.connect() as batch_job:
        write(batch_job, aggregate="b")

        await relayed.run(department.relay())

        assert department.count("outbox") == 0
    assert relayed.event_ids == [event_id(done)]


async def test_after_a_restore_a_new_row_in_the_place_of_a_published_one_is_published(department: Department) -> None:
    relayed = Relayed()
    old = department.write()
    await publish_and_die(relayed, department.relay())
    department.run("DROP TABLE outbox", "DROP TABLE outbox_rejected")
    department.make_tables()
    new = department.write()

    await relayed.run(department.relay())

    assert relayed.event_ids == [event_id(old), event_id(new)]


async def test_what_a_row_corrects_or_withdraws_is_named_by_its_row(department: Department) -> None:
    relayed = Relayed()
    first = department.write()
    second = department.write(supersedes=first)
    department.write(cancels=second)

    await relayed.run(department.relay())

    assert envelope(relayed, 1).supersedes == event_id(first)
    assert envelope(relayed, 2).cancels == event_id(second)


async def test_times_are_those_of_the_department(department: Department) -> None:
    relayed = Relayed()
    zoned = {"postgresql": "2026-07-06 09:00:00+07", "mysql": "2026-07-06 09:00:00"}[department.backend]
    department.write(occurred_at=zoned)

    await relayed.run(department.relay())

    assert envelope(relayed, 0).occurred_at == datetime(2026, 7, 6, 2, tzinfo=UTC)


async def test_two_relays_divide_the_aggregates_and_together_publish_all(department: Department) -> None:
    rows = {department.write(aggregate=str(n % 20)): str(n % 20) for n in range(60)}
    of_event = {event_id(row): aggregate for row, aggregate in rows.items()}
    both = [Relayed(), Relayed()]

    for share, relayed in enumerate(both):
        await relayed.run(department.relay(share=share, shares=2))

    parts = [{of_event[published] for published in relayed.event_ids} for relayed in both]
    assert all(parts)
    assert parts[0].isdisjoint(parts[1])
    assert sorted(both[0].event_ids + both[1].event_ids) == sorted(of_event)


async def test_an_id_in_capitals_names_the_same_row(department: Department) -> None:
    relayed = Relayed()
    first = department.write()
    department.write(supersedes=str(first).upper())

    await relayed.run(department.relay())

    assert envelope(relayed, 1).supersedes == event_id(first)


async def test_a_dry_run_leaves_every_row_where_it_is(department: Department) -> None:
    relayed = Relayed()
    rows = [department.write() for _ in range(5)]
    department.write(payload={})

    await relayed.run(department.relay(batch_rows=2), settled=False)

    assert relayed.event_ids == [event_id(row) for row in rows]
    assert (department.count("outbox"), department.count("outbox_rejected")) == (6, 0)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no address", "is no address of a database"),
        ("sqlite:///here.db", "PostgreSQL, MariaDB or MySQL, not from sqlite"),
    ],
)
def test_an_address_of_another_kind_is_refused(url: str, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        Department(url).relay()


async def test_an_event_belongs_to_the_trace_of_its_row(department: Department) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    department.write(trace=f"#Mon Jul 06 09:15:00 WIB 2026\ntraceparent={trace}\n")
    department.write()
    relayed = Relayed()

    await relayed.run(department.relay())

    assert [envelope(relayed, at).traceparent for at in range(2)] == [trace, None]
