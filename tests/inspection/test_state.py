"""Which records of a changelog stand under a key."""

from datetime import UTC, datetime

import pytest

from simpul.inspection.state import Entry, entry_of
from simpul.state import MemoryStore, Part, Timers, ended, packed_ms

WRITTEN = datetime(2026, 7, 6, tzinfo=UTC)
WRITTEN_MS = int(WRITTEN.timestamp() * 1000)


def found(stored: bytes, value: bytes | None = b"v") -> Entry | None:
    return entry_of(stored, value, key=b"k", timestamp_ms=WRITTEN_MS)


@pytest.mark.parametrize("place", [b"k", ended(b"k"), ended(b"k") + packed_ms(5)])
def test_an_entry_of_the_key_is_shown_with_its_store(place: bytes) -> None:
    assert found(b"step/store/kept\0" + place) == Entry(store="step/store/kept", value=b"v", written=WRITTEN)


def test_what_a_flow_keeps_of_the_key_in_a_table_is_shown_with_the_table_and_its_deadline() -> None:
    kept = Entry(store="F1/store/cells/deceased", value=b"v", written=WRITTEN)
    store = MemoryStore()
    Timers(Part(store, "F1/timer")).set(b"deceased\0k", WRITTEN_MS)

    deadlines = [entry for key, value in store.scan(b"", b"\xff") if (entry := found(key, value)) is not None]

    assert found(b"F1/store/cells\0deceased\0k") == kept
    assert found(b"F1/store/cells\0deceased\0kk") is None
    assert [(entry.store, entry.due) for entry in deadlines] == [("F1/timer", WRITTEN)]


def test_an_entry_of_a_join_is_shown_with_the_part_it_is_in() -> None:
    entry = found(b"step/store/window\0left/key\0" + ended(b"k") + packed_ms(5))

    assert entry == Entry(store="step/store/window/left/key", value=b"v", written=WRITTEN)


@pytest.mark.parametrize("place", [b"kk", b"", ended(b"kk"), packed_ms(5) + b"k"])
def test_an_entry_of_another_key_is_not(place: bytes) -> None:
    assert found(b"step/store/kept\0" + place) is None


def test_a_deletion_is_not() -> None:
    assert found(b"step/store/kept\0k", None) is None


def test_a_timer_is_shown_once_with_its_time() -> None:
    store = MemoryStore()
    Timers(Part(store, "step/timer")).set(b"k", WRITTEN_MS, payload=b"why")
    Timers(Part(store, "step/timer")).set(b"other", WRITTEN_MS)

    entries = [entry for key, value in store.scan(b"", b"\xff") if (entry := found(key, value)) is not None]

    assert [(entry.store, entry.due) for entry in entries] == [("step/timer", WRITTEN)]
