"""How many records of the input topic a contender has committed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from simpul.errors import ClusterError
from simpul.inspection import group_positions


@contextmanager
def committed_by(group: str, *, bootstrap_servers: str, topic: str, partitions: int) -> Iterator[Callable[[], int]]:
    """A function that says how many records of a topic a group has committed; 0 while nobody can say."""
    places = [(topic, number) for number in range(partitions)]
    with group_positions(group, brokers=bootstrap_servers) as positions:

        def committed() -> int:
            try:
                return sum(positions(places).values())
            except ClusterError:  # the coordinator is not there yet, or busy
                return 0

        yield committed
