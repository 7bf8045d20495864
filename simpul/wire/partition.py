"""The partition of a key, as the Java client chooses it (murmur2), so that any client's records land together."""

from functools import lru_cache

from aiokafka.partitioner import murmur2


@lru_cache(maxsize=65_536)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition number, 0 to partitions - 1; cached, since aiokafka's murmur2 is pure Python (3-7 us)."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)
