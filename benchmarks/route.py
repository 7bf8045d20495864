"""The benchmark `route`: every contender does the same work on the same events, one after the other, in one run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from benchmarks.bus import Bus
from benchmarks.contenders import CONTENDERS, ENGINE, QUIX, Contender
from benchmarks.feed import feed
from benchmarks.machine import machine, quix_versions, versions
from benchmarks.payments import payments
from benchmarks.race import run_turn
from benchmarks.routing import DESKS
from benchmarks.tally import Tally

METHOD = (
    "Each contender is one process alone on one core; the broker and the harness share another. It reads the whole "
    "input topic from the beginning as a new group. The broker stamps every answer as it appends it; the rate is the "
    "number of answers appended after the first append, divided by the time from the first append to the last, so that "
    "starting up counts for nobody and a first batch is given to nobody. A turn ends when all inputs are committed. "
    "Then a read_committed consumer counts the answers: none may be missing, and none doubled where exactly once is "
    "promised. A slow contender may stop after its first `slow_events` events. The contenders take turns, round after "
    "round; the figure is the median of the rounds."
)
SETTINGS: Mapping[str, object] = {
    "acks": "all",
    "compression": "none",
    "replication": 1,
    "payload": "TaxPaymentReceived, Avro in Confluent's frame, 11 CloudEvents headers in and 13 out",
    "work": "Avro decode, typed object, topic by a field, derived id (UUIDv5), CloudEvents headers, Avro encode",
    "log_level": "info",
}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """How much is run: `limit` is what a slow contender may stop after."""

    events: int = 300_000
    rounds: int = 3
    limit: int = 60_000
    seed: int = 2026
    contenders: tuple[Contender, ...] = CONTENDERS

    def events_of(self, contender: Contender) -> int:
        """How many events a contender answers in a turn."""
        return min(self.events, self.limit) if contender.is_slow else self.events


def run_race(bus: Bus, race: Race, *, say: Say) -> dict[str, object]:
    """Every figure of the benchmark, ready to be kept."""
    say(f"writing {race.events:,} events to {bus.place.source}")
    records = payments(race.events, contracts=bus.contracts, seed=race.seed)
    feed(bus.place.bootstrap_servers, topic=bus.place.source, records=records)
    say("warming the broker up (not counted)")
    _turn(bus, race, next((one for one in race.contenders if not one.is_slow), race.contenders[0]), turn=0)
    tallies: dict[str, list[Tally]] = {contender.name: [] for contender in race.contenders}
    for turn in range(1, race.rounds + 1):
        for contender in race.contenders:
            tally = _turn(bus, race, contender, turn=turn)
            tallies[contender.name].append(tally)
            say(f"round {turn} of {race.rounds}: {contender.name} {tally.per_s:,.0f} events/s")
    return figures(race, tallies) | surroundings(bus, race)


def figures(race: Race, tallies: Mapping[str, Sequence[Tally]]) -> dict[str, object]:
    """The rates, and the ratios that matter, of what was counted."""
    rates = {name: median(tally.per_s for tally in rounds) for name, rounds in tallies.items()}
    ours = rates.get(ENGINE.name)
    return {
        "events_per_s": _whole(ours),
        "ratio_to_faust": _ratio(ours, rates.get("faust")),
        "ratio_to_quix_exactly_once": _ratio(ours, rates.get("quix-exactly-once")),
        "contenders": [
            {
                "name": contender.name,
                "title": contender.title,
                "promise": contender.promise,
                "events": race.events_of(contender),
                "events_per_s": _whole(rates[contender.name]),
                "rounds": [_rounded(tally) for tally in tallies[contender.name]],
            }
            for contender in race.contenders
        ],
    }


def surroundings(bus: Bus, race: Race) -> dict[str, object]:
    """What the figures were measured with."""
    with_quix = any(contender.module == QUIX for contender in race.contenders)
    return {
        "method": METHOD,
        "settings": {
            **SETTINGS,
            "events": race.events,
            "slow_events": race.limit,
            "rounds": race.rounds,
            "seed": race.seed,
            "partitions": bus.cluster.partitions,
            "output_topics": len(DESKS),
            "core_of_its_own": bus.cores.are_apart,
            "commit_interval_ms": {ENGINE.name: 50, "quix": 5_000, "faust": 2_800, "others": "every poll"},
        },
        "machine": machine(),
        "versions": versions("faststream"),
        "quix_versions": quix_versions() if with_quix else {},
    }


def _turn(bus: Bus, race: Race, contender: Contender, *, turn: int) -> Tally:
    events = race.events_of(contender)
    return run_turn(contender, cluster=bus.cluster, place=bus.place, events=events, turn=turn, core=bus.cores.contender)


def _rounded(tally: Tally) -> dict[str, object]:
    return {**asdict(tally), "per_s": _whole(tally.per_s), "doubled": tally.doubled}


def _whole(rate: float | None) -> int | None:
    return None if rate is None else round(rate)


def _ratio(ours: float | None, theirs: float | None) -> float | None:
    return round(ours / theirs, 2) if ours and theirs else None
