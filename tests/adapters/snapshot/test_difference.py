"""What is said of a table that is read again and again."""

from dataclasses import replace

from tests.adapters.in_memory import Relayed
from tests.adapters.snapshot.pbb import OBJECTS, Register, events, flagged, folded, nop_of, said, source


async def test_every_row_is_said_in_the_first_round(register: Register) -> None:
    register.fill(range(8))
    relayed = Relayed()

    await relayed.run(source(register.url))

    assert folded(relayed) == register.rows()
    assert [kind for kind, _, _ in said(relayed)] == ["NEW"] * 8


async def test_a_round_without_changes_says_nothing(register: Register) -> None:
    register.fill(range(8))
    relayed = Relayed()
    await relayed.run(source(register.url))
    before = relayed.event_ids

    await relayed.run(source(register.url))

    assert relayed.event_ids == before
    assert relayed.batches[-1].rows == 8


async def test_what_was_created_changed_and_deleted_is_said(register: Register) -> None:
    register.fill(range(5))
    relayed = Relayed()
    await relayed.run(source(register.url))
    register.put(1, njop=2_000)
    register.put(2, land_m2=150)
    register.put(7)
    register.remove(3)

    await relayed.run(source(register.url))

    assert said(relayed)[5:] == [
        ("VALUE", "0001", 2_000),
        ("LAND", "0002", 1_000),
        ("NEW", "0007", 1_000),
        ("REMOVED", "0003", 1_000),
    ]


async def test_a_content_that_comes_back_is_a_new_event(register: Register) -> None:
    relayed = Relayed()

    for njop in (1_000, 2_000, 1_000):
        register.put(1, njop=njop)
        await relayed.run(source(register.url))

    assert [event.njop for event in events(relayed)] == [1_000, 2_000, 1_000]
    assert len(set(relayed.event_ids)) == 3


async def test_a_row_that_comes_back_as_it_was_is_a_new_event(register: Register) -> None:
    relayed = Relayed()

    for _ in range(2):
        register.put(0)
        register.put(1)
        await relayed.run(source(register.url))
        register.remove(1)
        await relayed.run(source(register.url))

    assert [kind for kind, nop, _ in said(relayed) if nop == "0001"] == ["NEW", "REMOVED", "NEW", "REMOVED"]
    assert len(set(relayed.event_ids)) == 5


async def test_the_same_history_has_the_same_ids_whatever_was_forgotten(register: Register) -> None:
    register.fill(range(5))
    first, second = Relayed(), Relayed()

    await first.run(source(register.url))
    await second.run(source(register.url))

    assert first.event_ids == second.event_ids


async def test_a_crash_after_every_batch_changes_nothing(register: Register) -> None:
    crashing, steady = Relayed(), Relayed()
    for njop in (1_000, 2_000):
        register.fill(range(40), njop=njop)
        register.remove(7, 8)

        await steady.run(source(register.url))
        for _ in range(30):
            await crashing.run(source(register.url), batches=1, settled=False)

    assert crashing.event_ids == steady.event_ids
    assert folded(crashing) == register.rows()


async def test_a_crash_among_the_deletions_leaves_none_out(register: Register) -> None:
    register.fill(range(20))
    relayed = Relayed()
    await relayed.run(source(register.url))
    register.remove(*range(1, 20))

    for _ in range(20):
        await relayed.run(source(register.url, piece=1), batches=1)

    assert folded(relayed) == register.rows()
    assert len(set(relayed.event_ids)) == len(relayed.event_ids) == 39


async def test_a_row_that_cannot_be_said_is_flagged_once_and_kept(register: Register) -> None:
    register.fill(range(3))
    relayed = Relayed()
    await relayed.run(source(register.url))
    register.put(1, njop=None)

    for _ in range(3):
        await relayed.run(source(register.url))

    assert [flag.source_ref for flag in flagged(relayed)] == ["pbb_objek#1"]
    assert len(events(relayed)) == 3


async def test_a_row_that_is_mended_is_said_as_a_change(register: Register) -> None:
    register.put(0)
    register.put(1)
    relayed = Relayed()
    await relayed.run(source(register.url))

    for njop in (None, 3_000):
        register.put(1, njop=njop)
        await relayed.run(source(register.url))

    assert said(relayed)[2:] == [("VALUE", "0001", 3_000)]


async def test_a_row_is_said_once_the_adapter_understands_it(register: Register) -> None:
    register.put(1, njop=None)
    relayed = Relayed()
    await relayed.run(source(register.url))
    understands = source(register.url)
    understands.declared = replace(OBJECTS, select="SELECT id, nop, land_m2, coalesce(njop, 7) AS njop FROM pbb_objek")

    await relayed.run(understands)

    assert said(relayed) == [("NEW", "0001", 7)]


async def test_a_row_that_was_never_said_goes_without_a_word(register: Register) -> None:
    register.put(0)
    register.put(1, njop=None)
    relayed = Relayed()
    await relayed.run(source(register.url))
    register.remove(1)

    await relayed.run(source(register.url))

    assert said(relayed) == [("NEW", "0000", 1_000)]


async def test_an_event_that_its_contract_refuses_is_no_end_of_the_round(register: Register) -> None:
    register.fill(range(3))
    register.run("UPDATE pbb_objek SET nop = 'no number' WHERE id = 1")
    relayed = Relayed()

    await relayed.run(source(register.url))

    assert [event.nop for event in events(relayed)] == [nop_of(0), nop_of(2)]


async def test_what_the_select_leaves_out_is_no_change(register: Register) -> None:
    register.put(1)
    relayed = Relayed()
    partial = source(register.url)
    partial.declared = replace(OBJECTS, select="SELECT id, nop, 5 AS land_m2, njop FROM pbb_objek WHERE nop <> ':x'")
    await relayed.run(partial)
    register.put(1, land_m2=999)

    await relayed.run(partial)

    assert len(events(relayed)) == 1


async def test_no_event_is_remembered_where_deletions_are_not_said(register: Register) -> None:
    register.fill(range(2))
    relayed = Relayed()
    silent = source(register.url)
    silent.declared = replace(OBJECTS, says_deleted=None)
    await relayed.run(silent)
    register.remove(1)

    await relayed.run(silent)

    assert [kind for kind, _, _ in said(relayed)] == ["NEW", "NEW"]
    assert all(nop_of(0).encode() not in value for _, value in relayed.memory.scan(b"", b"\xff"))


async def test_no_key_stands_in_what_is_remembered(register: Register) -> None:
    register.put(1)
    relayed = Relayed()
    keyed = source(register.url)
    keyed.declared = replace(OBJECTS, key=("nop",), says_deleted=None)

    await relayed.run(keyed)

    [(key, value)] = relayed.memory.scan(b"", b"\xff")
    assert nop_of(1).encode() not in key + value
