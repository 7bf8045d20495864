"""Whatever comes, our joins and a naive model that looks at all pairs in memory give the same results."""

from hypothesis import given
from hypothesis import strategies as st

from simpul.joins import Kind, Record, Side, StreamStreamJoin, StreamVersionedTableJoin, TableTableJoin, Window
from simpul.state import MemoryStore, Part
from tests.joins.naive import NaiveForeignKey, NaiveStreamStream, NaiveTableTable, NaiveVersioned
from tests.joins.run_vectors import foreign_key_of, join_of

KEYS = st.sampled_from([None, b"", b"a", b"a\0", b"a\0\xff", b"b", b"\xff"])
VALUES = st.sampled_from([None, b"", b"1", b"2", b"3"])
EVENTS = st.lists(
    st.tuples(st.sampled_from(Side), st.builds(Record, KEYS, VALUES, st.integers(0, 60))), min_size=1, max_size=40
)
WINDOWS = st.tuples(st.integers(-5, 20), st.integers(-5, 20), st.integers(0, 15)).filter(lambda w: w[0] + w[1] >= 0)
FOREIGN = st.sampled_from([None, b"|none", b"x|1", b"x|2", b"y|1", b"plain"])
ROWS = st.lists(
    st.one_of(
        st.tuples(st.just(Side.LEFT), st.builds(Record, KEYS, FOREIGN, st.integers(0, 60))),
        st.tuples(
            st.just(Side.RIGHT), st.builds(Record, st.sampled_from([None, b"x", b"y"]), VALUES, st.integers(0, 60))
        ),
    ),
    min_size=1,
    max_size=40,
)


@given(st.sampled_from(Kind), WINDOWS, EVENTS)
def test_stream_stream(kind: Kind, window: tuple[int, int, int], events: list[tuple[Side, Record]]) -> None:
    before, after, grace = window
    limits = Window(before_ms=before, after_ms=after, grace_ms=grace)
    ours, naive = StreamStreamJoin(kind, limits, store=MemoryStore()), NaiveStreamStream(kind, limits)

    for event in events:
        assert ours.join(*event) == naive.join(*event)


@given(st.sampled_from(Kind), WINDOWS, EVENTS, st.integers(0, 40))
def test_a_stream_stream_join_goes_on_after_a_restart(
    kind: Kind, window: tuple[int, int, int], events: list[tuple[Side, Record]], restart: int
) -> None:
    limits = Window(before_ms=window[0], after_ms=window[1], grace_ms=window[2])
    kept = MemoryStore()
    steady = StreamStreamJoin(kind, limits, store=MemoryStore())
    ours = StreamStreamJoin(kind, limits, store=kept)

    for number, event in enumerate(events):
        if number == restart:
            ours = StreamStreamJoin(kind, limits, store=kept)
        assert ours.join(*event) == steady.join(*event)


@given(WINDOWS, EVENTS)
def test_a_stream_stream_join_keeps_nothing_that_time_has_passed(
    window: tuple[int, int, int], events: list[tuple[Side, Record]]
) -> None:
    limits = Window(before_ms=window[0], after_ms=window[1], grace_ms=window[2])
    store = MemoryStore()
    join = StreamStreamJoin(Kind.OUTER, limits, store=store)
    for event in events:
        join.join(*event)

    for side in Side:
        join.join(side, Record(b"late", b"1", 10_000))
    for side in Side:
        join.join(side, Record(b"later", b"1", 20_000))

    assert len(store) <= 1 + 2 * 3  # the clocks, and of each side the last record: by key, by time, waiting


@given(st.sampled_from(Kind), EVENTS)
def test_table_table(kind: Kind, events: list[tuple[Side, Record]]) -> None:
    store = MemoryStore()
    ours = TableTableJoin(kind, left=Part(store, "left"), right=Part(store, "right"))
    naive = NaiveTableTable(kind)

    for event in events:
        assert ours.join(*event) == naive.join(*event)


@given(st.sampled_from([Kind.INNER, Kind.LEFT]), st.integers(0, 30), st.none() | st.integers(0, 20), EVENTS)
def test_stream_versioned_table(kind: Kind, history: int, grace: int | None, events: list[tuple[Side, Record]]) -> None:
    ours = StreamVersionedTableJoin(kind, store=MemoryStore(), history_retention_ms=history, grace_ms=grace)
    naive = NaiveVersioned(kind, history, grace)

    for event in events:
        assert ours.join(*event) == naive.join(*event)


@given(st.sampled_from([Kind.INNER, Kind.LEFT]), EVENTS)
def test_stream_table(kind: Kind, events: list[tuple[Side, Record]]) -> None:
    join = join_of(f"stream_table_{kind}", {})
    table: dict[bytes | None, bytes] = {}

    for side, record in events:
        results = join(side, record)
        if side is Side.RIGHT:
            assert results == []
            if record.key is not None:
                table.pop(record.key, None)
                table |= {} if record.value is None else {record.key: record.value}
            continue
        partner = table.get(record.key)
        shows = record.value is not None and (kind is Kind.LEFT or partner is not None)
        assert list(results) == ([(record.key, record.value, partner, record.ts)] if shows else [])


@given(st.sampled_from([Kind.INNER, Kind.LEFT]), ROWS)
def test_foreign_key(kind: Kind, events: list[tuple[Side, Record]]) -> None:
    ours, naive = join_of(f"fk_table_table_{kind}", {}), NaiveForeignKey(kind)

    for side, record in events:
        foreign = None if record.value is None else foreign_key_of(record.value)
        assert ours(side, record) == naive.join(side, record, foreign)
