"""The benchmark `latency`: how long an event is under way at a constant rate, exactly once.

From the moment an event was *meant* to be sent, not from when it was: a load that waits for answers would hide delays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.bus import Bus
from benchmarks.contenders import ENGINE, launch
from benchmarks.machine import machine, versions
from benchmarks.observer import Observer, observing
from benchmarks.pace import moment, start_pacing
from benchmarks.payments import payments
from benchmarks.routing import DESKS, desk_topic
from benchmarks.running import Running, running

METHOD = (
    "The engine is one process alone on one core; the broker, the load and the observer share another. The load is "
    "open: event n is meant for start + n / rate, and goes out with linger.ms = 5. Latency is from that moment until a "
    "read_committed consumer has the answer in hand. Java compiles the broker fully, as in production, and a minute of "
    "load goes ahead so that it has done so; that minute, and the first seconds at each rate, are not counted."
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The rates, how long each is held, and what goes ahead of them while the worker starts and Java compiles."""

    rates: tuple[int, ...] = (100, 1_000, 4_000)
    seconds: int = 20
    warm_up_s: int = 5
    priming_per_s: int = 4_000
    priming_s: int = 60


@dataclass(frozen=True, slots=True)
class Latency:
    """What was seen at one rate, in milliseconds."""

    events: int
    p50_ms: float
    p99_ms: float
    max_ms: float


def run_load(bus: Bus, load: Load, *, say: Say) -> dict[str, object]:
    """Every figure of the benchmark, ready to be kept.

    Raises:
        SimpulError: the worker ended, or an answer is missing or came twice.
    """
    topics = [desk_topic(ENGINE.name, desk) for desk in DESKS]
    bus.cluster.create(topics)
    try:
        with (
            running(launch(ENGINE, place=bus.place, turn=0), core=bus.cores.contender) as at_work,
            observing(bus.place.bootstrap_servers, topics=topics, partitions=bus.cluster.partitions) as observer,
        ):
            seen = _measured(bus, load, observer=observer, at_work=at_work, say=say)
    finally:
        bus.cluster.delete(topics)
        bus.cluster.forget(ENGINE.group(0))
    return figures(bus, load, seen)


def latency_of(delays: Sequence[float]) -> Latency:
    """The percentiles (nearest rank) of delays in seconds."""
    ordered = sorted(delays)

    def at(share: float) -> float:
        return round(ordered[max(0, -int(-share * len(ordered) // 1) - 1)] * 1000, 1)

    return Latency(len(ordered), at(0.5), at(0.99), at(1.0))


def figures(bus: Bus, load: Load, seen: dict[int, Latency]) -> dict[str, object]:
    """The percentiles by rate, and what they were measured with."""
    return {
        "p50_ms": {str(rate): latency.p50_ms for rate, latency in seen.items()},
        "p99_ms": {str(rate): latency.p99_ms for rate, latency in seen.items()},
        "max_ms": {str(rate): latency.max_ms for rate, latency in seen.items()},
        "events": {str(rate): latency.events for rate, latency in seen.items()},
        "method": METHOD,
        "settings": {
            "seconds": load.seconds,
            "warm_up_s": load.warm_up_s,
            "priming": f"{load.priming_per_s} events/s for {load.priming_s} s",
            "commit_interval_ms": 50,
            "partitions": bus.cluster.partitions,
            "core_of_its_own": bus.cores.are_apart,
        },
        "machine": machine(),
        "versions": versions(),
    }


def _measured(bus: Bus, load: Load, *, observer: Observer, at_work: Running, say: Say) -> dict[int, Latency]:
    seen: dict[int, Latency] = {}
    first = load.priming_per_s * load.priming_s
    say(f"warming up for {load.priming_s} s (not counted)")
    _delays(bus, range(first), rate=load.priming_per_s, observer=observer, at_work=at_work)
    for rate in load.rates:
        say(f"{rate:,} events/s for {load.warm_up_s + load.seconds} s")
        numbers = range(first, first + rate * (load.warm_up_s + load.seconds))
        delays = _delays(bus, numbers, rate=rate, observer=observer, at_work=at_work)
        seen[rate] = latency_of(delays[rate * load.warm_up_s :])
        say(f"{rate:,} events/s: p50 {seen[rate].p50_ms} ms, p99 {seen[rate].p99_ms} ms")
        first = numbers.stop
    return seen


def _delays(bus: Bus, numbers: range, *, rate: int, observer: Observer, at_work: Running) -> list[float]:
    records = list(payments(len(numbers), contracts=bus.contracts, seed=numbers.start, first_number=numbers.start))
    pacing, start = start_pacing(bus.place.bootstrap_servers, topic=bus.place.source, records=records, rate=rate)
    arrived = observer.arrivals(len(numbers), first_number=numbers.start, must_live=at_work.must_live)
    pacing.join()
    return [arrived[position] - moment(start, rate=rate, position=position) for position in range(len(numbers))]
