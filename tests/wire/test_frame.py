"""The frame around an Avro body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.wire import FrameError, frame, unframe


def test_a_frame_is_a_zero_byte_and_the_id_in_four_bytes_big_endian() -> None:
    result = frame(258, b"body")

    assert result == b"\x00\x00\x00\x01\x02body"


@given(schema_id=st.integers(0, 2**32 - 1), body=st.binary(max_size=40))
def test_whatever_is_framed_is_read_back(schema_id: int, body: bytes) -> None:
    value = frame(schema_id, body)

    result = unframe(value)

    assert result == schema_id
    assert value[5:] == body


@pytest.mark.parametrize("value", [b"", b"\x00", b"\x00\x00\x00\x01"])
def test_a_value_too_short_for_a_frame_is_refused(value: bytes) -> None:
    with pytest.raises(FrameError, match="shorter than the 5 bytes"):
        unframe(value)


def test_a_value_with_another_first_byte_is_refused_without_quoting_it() -> None:
    with pytest.raises(FrameError, match="begins with byte 0x7b") as caught:
        unframe(b'{"nik": 1}')

    assert "nik" not in str(caught.value)
