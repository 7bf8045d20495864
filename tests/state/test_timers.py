"""Timers fire once, at their time or after it, in its order; moved and cancelled ones do not fire at the old time."""

from hypothesis import given
from hypothesis import strategies as st

from simpul.state import MemoryStore, Timer, Timers

KEYS = st.sampled_from([b"", b"a", b"a\0", b"b"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), KEYS, st.integers(0, 30)),
        st.tuples(st.just("cancel"), KEYS, st.just(0)),
        st.tuples(st.just("until"), st.just(b""), st.integers(0, 35)),
        st.tuples(st.just("restart"), st.just(b""), st.just(0)),
    ),
    max_size=40,
)


@given(STEPS)
def test_timers_are_as_a_dictionary_of_them_would_be(steps: list[tuple[str, bytes, int]]) -> None:
    store = MemoryStore()
    timers = Timers(store)
    waiting: dict[bytes, int] = {}

    for doing, key, at in steps:
        if doing == "set":
            timers.set(key, at)
            waiting[key] = at
        elif doing == "cancel":
            timers.cancel(key)
            waiting.pop(key, None)
        elif doing == "restart":
            timers = Timers(store)
        else:
            fired = []
            while (timer := timers.take(until_ms=at)) is not None:
                fired.append((timer.at_ms, timer.key))
            due = sorted((when, name) for name, when in waiting.items() if when <= at)
            assert fired == due
            waiting = {name: when for name, when in waiting.items() if when > at}
        assert timers.next_ms() == min(waiting.values(), default=None)
    assert len(store) == 2 * len(waiting)


def test_a_timer_comes_back_with_what_it_was_set_with() -> None:
    store = MemoryStore()
    Timers(store).set(b"k", 5, payload=b"\0why", cause=[("ce_id", b"1"), ("ce_time", b"")])

    timer = Timers(store).take(until_ms=5)

    assert timer == Timer(b"k", 5, b"\0why", [("ce_id", b"1"), ("ce_time", b"")])
