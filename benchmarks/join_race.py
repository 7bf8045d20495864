"""One turn of one contender at a join: its topics, its process, and the count of what it wrote."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.cards import numbers_in
from benchmarks.cluster import Cluster
from benchmarks.committed import committed_by
from benchmarks.contenders import Contender
from benchmarks.join_contenders import ENGINE, JoinPlace, launch_join
from benchmarks.join_streams import flow, joined_topic
from benchmarks.race import check, wait_until_committed
from benchmarks.running import Running, running
from benchmarks.tally import Tally, read_records, tally

LOADING = 0  # the turn in which a table is filled that others follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of the inputs a turn is about: records by topic, and the results that they must at least lead to."""

    records: Mapping[str, int]
    results: int


def run_join_turn(
    contender: Contender, *, cluster: Cluster, place: JoinPlace, share: Share, turn: int, core: int
) -> Tally:
    """What a contender made of its share, checked to be complete and to have nothing twice.

    Raises:
        SimpulError: it ended, stalled, lost a result, or doubled one against its promise.
    """
    output = joined_topic(contender.name)
    with topics_of_block(cluster):
        cluster.create([output], broker_time=True)
        if contender == ENGINE:
            _create_for_engine(cluster, place)
        try:
            with running(launch_join(contender, place=place, turn=turn), core=core) as at_work:
                _wait(at_work, place, group=place.group(contender, turn), records=share.records)
            read = read_records(place.bootstrap_servers, topics=[output], partitions=cluster.partitions)
            result = tally((numbers_in(message.value() or b""), message.timestamp()[1]) for message in read)
        finally:
            if contender == ENGINE:  # whose group is the same in every turn
                cluster.forget(place.group(contender, turn))
    check(contender, result, events=share.results)
    return result


def fill_table(contender: Contender, *, cluster: Cluster, place: JoinPlace, rows: int, core: int) -> None:
    """Let a contender fill its table, whose changelog is there for all of its turns.

    Raises:
        SimpulError: it ended or stalled.
    """
    cluster.create([place.changelog], is_compacted=True)
    with running(launch_join(contender, place=place, turn=LOADING, only_loads=True), core=core) as at_work:
        _wait(at_work, place, group=place.group(contender, LOADING), records={place.right: rows})


@contextmanager
def topics_of_block(cluster: Cluster) -> Iterator[None]:
    """Whatever topics come in the block, a peer's own changelogs among them, go when it ends."""
    before = cluster.topics
    try:
        yield
    finally:
        cluster.delete(cluster.topics - before)


def _wait(at_work: Running, place: JoinPlace, *, group: str, records: Mapping[str, int]) -> None:
    for topic, count in records.items():
        with committed_by(
            group, bootstrap_servers=place.bootstrap_servers, topic=topic, partitions=place.partitions
        ) as committed:
            wait_until_committed(at_work, committed, events=count)


def _create_for_engine(cluster: Cluster, place: JoinPlace) -> None:
    catalogue, application = place.catalogue, flow(place.kind)
    dead = catalogue.dead_letter_topic(application)
    cluster.create([dead.name], partitions=dead.partitions)
    changelog = catalogue.changelog_topic(application)
    cluster.create([changelog.name] if changelog else [], is_compacted=True)
