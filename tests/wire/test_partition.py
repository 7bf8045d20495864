"""The partition of a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.wire import partition_of

# What the Java client's Utils.murmur2 gives, from the tests of Apache Kafka.
JAVA_MURMUR2 = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}


@pytest.mark.parametrize(("key", "murmur2"), JAVA_MURMUR2.items())
@pytest.mark.parametrize("partitions", [1, 6, 7, 2**31 - 1])
def test_the_partition_is_the_one_the_java_client_chooses(key: bytes, murmur2: int, partitions: int) -> None:
    result = partition_of(key, partitions)

    assert result == (murmur2 & 0x7FFFFFFF) % partitions


@given(key=st.binary(max_size=60), partitions=st.integers(1, 64))
def test_the_partition_is_always_one_that_exists(key: bytes, partitions: int) -> None:
    result = partition_of(key, partitions)

    assert 0 <= result < partitions
