"""One turn of one contender: its topics, its process, and the count of what it wrote."""

import time
from collections.abc import Callable

from benchmarks.cluster import Cluster
from benchmarks.committed import committed_by
from benchmarks.contenders import ENGINE, Contender, Place, launch
from benchmarks.routing import DESKS, desk_topic
from benchmarks.running import Running, running
from benchmarks.tally import Tally, read_appended, tally
from simpul.errors import SimpulError

LOOK_S = 0.25
STALLED_S = 60.0


def run_turn(contender: Contender, *, cluster: Cluster, place: Place, events: int, turn: int, core: int) -> Tally:
    """What a contender made of the first `events` records of the input topic, checked to be complete.

    Raises:
        SimpulError: it ended, stalled, lost an answer, or doubled one against its promise.
    """
    topics = [desk_topic(contender.name, desk) for desk in DESKS]
    cluster.create(topics, broker_time=True)
    try:
        with (
            running(launch(contender, place=place, turn=turn), core=core) as at_work,
            committed_by(
                contender.group(turn),
                bootstrap_servers=place.bootstrap_servers,
                topic=place.source,
                partitions=cluster.partitions,
            ) as committed,
        ):
            wait_until_committed(at_work, committed, events=events)
        appended = read_appended(place.bootstrap_servers, topics=topics, partitions=cluster.partitions)
        result = tally(appended)
    finally:
        cluster.delete(topics)
        if contender == ENGINE:  # whose group is the same in every turn
            cluster.forget(contender.group(turn))
    check(contender, result, events=events)
    return result


def wait_until_committed(at_work: Running, committed: Callable[[], int], *, events: int) -> None:
    """Return when the contender has committed so many records of the input topic.

    Raises:
        SimpulError: it ended, or committed nothing more for a minute.
    """
    reached, since = 0, time.monotonic()
    while reached < events:
        time.sleep(LOOK_S)
        at_work.must_live()
        now = committed()
        if now > reached:
            reached, since = now, time.monotonic()
        if time.monotonic() - since > STALLED_S:
            raise SimpulError(
                f"{at_work.name} stands at {reached} of {events} events for {STALLED_S:.0f} s: {at_work.last_words()}"
            )


def check(contender: Contender, result: Tally, *, events: int) -> None:
    """Return if a contender answered every event, and only once if it promised that.

    Raises:
        SimpulError: names what is missing or doubled.
    """
    if result.events < events:
        raise SimpulError(f"{contender.name} answered {result.events} of {events} events and committed all of them")
    if contender.promise == "exactly once" and result.doubled:
        raise SimpulError(f"{contender.name} promises exactly once and answered {result.doubled} events twice")
