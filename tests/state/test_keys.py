"""The order of packed keys is the order of what they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.state import MemoryStore, Part, after, ended, packed_ms, unpacked_ms

TEXT = st.binary(max_size=4)


@given(TEXT, TEXT, TEXT, TEXT)
def test_texts_are_ordered_whatever_follows_them(one: bytes, other: bytes, tail: bytes, other_tail: bytes) -> None:
    packed, other_packed = ended(one) + tail, ended(other) + other_tail

    if one != other:
        assert (packed < other_packed) == (one < other)
        assert not packed.startswith(ended(other))


@given(st.integers(0, 2**63), st.integers(0, 2**63))
def test_times_are_ordered_and_come_back(one: int, other: int) -> None:
    assert (packed_ms(one) < packed_ms(other)) == (one < other)
    assert unpacked_ms(packed_ms(one) + b"tail") == one


def test_a_time_before_1970_is_1970() -> None:
    assert packed_ms(-5) == packed_ms(0)


@given(st.binary(min_size=1, max_size=3).filter(lambda prefix: prefix.strip(b"\xff")), TEXT)
def test_everything_with_a_prefix_lies_between_it_and_after(prefix: bytes, tail: bytes) -> None:
    assert prefix <= prefix + tail < after(prefix)
    assert not after(prefix).startswith(prefix)


def test_nothing_is_after_a_prefix_of_all_ones() -> None:
    with pytest.raises(ValueError, match="no key is behind every key"):
        after(b"\xff\xff")


def test_parts_of_a_store_do_not_see_each_other() -> None:
    whole = MemoryStore()
    one, other = Part(whole, "a"), Part(whole, "a/b")
    one.put(b"k", b"1")
    other.put(b"k", b"2")

    assert (one.get(b"k"), other.get(b"k")) == (b"1", b"2")
    assert list(one.everything()) == [(b"k", b"1")]
    assert list(other.scan(b"", b"\xff")) == [(b"k", b"2")]

    one.delete(b"k")

    assert (one.get(b"k"), other.get(b"k")) == (None, b"2")
