"""A buffer reads as if its writes were in the base already, and takes an event's writes back whole."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.state import Buffer, DiskStore, Identity, MemoryStore

KEYS = st.binary(min_size=1, max_size=2).filter(lambda key: key[0] != 0)
VALUES = st.none() | st.binary(max_size=2)
CHANGES = st.dictionaries(KEYS, VALUES, max_size=12)
ENTRIES = st.dictionaries(KEYS, st.binary(max_size=2), max_size=12)


def write(buffer: Buffer, changes: dict[bytes, bytes | None]) -> None:
    for key, value in changes.items():
        if value is None:
            buffer.delete(key)
        else:
            buffer.put(key, value)


@given(ENTRIES, CHANGES, KEYS, KEYS, st.booleans())
def test_reads_see_the_writes(
    entries: dict[bytes, bytes],
    changes: dict[bytes, bytes | None],
    start: bytes,
    stop: bytes,
    backwards: bool,  # noqa: FBT001  # hypothesis gives it by place
) -> None:
    base = MemoryStore()
    base.apply(entries)
    buffer = Buffer(base)
    write(buffer, changes)

    merged = {key: value for key, value in {**entries, **changes}.items() if value is not None}
    assert {key: buffer.get(key) for key in {**entries, **changes}} == {
        key: merged.get(key) for key in {**entries, **changes}
    }
    expected = [(key, merged[key]) for key in sorted(merged, reverse=backwards) if start <= key < stop]
    assert list(buffer.scan(start, stop, backwards=backwards)) == expected


@given(ENTRIES, CHANGES, CHANGES)
def test_an_event_that_is_taken_back_leaves_no_write(
    entries: dict[bytes, bytes], kept: dict[bytes, bytes | None], undone: dict[bytes, bytes | None]
) -> None:
    base = MemoryStore()
    base.apply(entries)
    buffer = Buffer(base)
    write(buffer, kept)
    before = dict(buffer.changes)
    buffer.keep_event()

    write(buffer, undone)
    write(buffer, kept)
    buffer.undo_event()

    assert dict(buffer.changes) == before


def test_deleting_what_is_not_there_changes_nothing() -> None:
    buffer = Buffer(MemoryStore())

    buffer.delete(b"k")

    assert not buffer.changes


@pytest.fixture
def disk(tmp_path: Path) -> Callable[[], DiskStore]:
    return lambda: DiskStore(tmp_path / "0of1", Identity("app", "0of1", "cluster"))


def test_a_disk_scans_as_memory_does(disk: Callable[[], DiskStore]) -> None:
    memory, store = MemoryStore(), disk()
    changes: dict[bytes, bytes | None] = {bytes([1, number]): b"%d" % number for number in range(20)}
    memory.apply(changes)
    store.apply(changes, position=1, at_ms=0)

    for start, stop in [
        (b"\1\3", b"\1\11"),
        (b"\1", b"\2"),
        (b"\1\7", b"\1\7"),
        (b"\1\3\0", b"\1\x13\1"),
        (b"\5", b"\6"),
    ]:
        for backwards in (False, True):
            found = list(store.scan(start, stop, backwards=backwards))
            assert found == list(memory.scan(start, stop, backwards=backwards))
    store.close()
