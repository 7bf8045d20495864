"""The benchmark `join`: two topics joined into a third, by this engine and its peers, one after the other."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median

from benchmarks.bus import Bus
from benchmarks.cards import VALUE_BYTES, Sides, look_ups, meetings, met_in_window, pairs_of_tables
from benchmarks.catalogue import write_catalogue
from benchmarks.contenders import Contender
from benchmarks.feed import feed
from benchmarks.java import has_maven
from benchmarks.join_contenders import CONTENDERS, ENGINE, FAUST, KAFKA_STREAMS, QUIX, JoinPlace, Kind
from benchmarks.join_race import Share, fill_table, run_join_turn, topics_of_block
from benchmarks.join_streams import LEFT, RIGHT, WINDOW_MS, flow
from benchmarks.machine import machine, quix_versions, versions
from benchmarks.tally import Tally

METHOD = (
    "Each contender is one process alone on one core; the broker and the harness share another. Both inputs are there "
    "before it starts, and it reads them from the beginning as a new group, with an empty state. A result is the two "
    "values one behind the other, with the key and the headers of the record that brought it about; no peer decodes "
    "anything, this engine checks and decodes each record all the same, as it always does. The broker stamps every "
    "result as it appends it; what counts is the time from the first append to the last. A turn ends when all inputs "
    "are committed. Then a read_committed consumer counts the results: none may be missing or doubled. The contenders "
    "take turns, round after round; the figure is the median of the rounds. stream-table: the rate of results, of "
    "which each tap has one; the table is full before the first tap comes, and filling it is not counted. Faust, which "
    "does not read inputs in the order of their times, fills its table once, and reads it from its changelog in each "
    "turn; being slow, it may stop after its first `slow_events` taps. table-table (inner) and stream-stream (outer): "
    "the rate of records that go in, both sides together, which change about under the same key; the cache of Kafka "
    "Streams is off for two tables, since it would leave out results."
)
SETTINGS: Mapping[str, object] = {
    "acks": "all",
    "compression": "none",
    "replication": 1,
    "value_bytes": VALUE_BYTES,
    "payload": "SandTruckTapped and SkabCardChanged, Avro in Confluent's frame, 11 CloudEvents headers in and out",
    "state": {
        ENGINE.name: "RocksDB with changelog",
        KAFKA_STREAMS.name: "RocksDB with changelog, exactly_once_v2, one thread, otherwise as it comes",
        QUIX.name: "RocksDB with changelog, join_asof, grace of 7 days",
        FAUST.name: "memory with changelog",
    },
    "commit_interval_ms": {ENGINE.name: 50, KAFKA_STREAMS.name: 100, QUIX.name: 5_000, FAUST.name: 2_800},
    "max_task_idle_ms": {ENGINE.name: 60_000},
    "window_ms": WINDOW_MS,
    "log_level": "info",
}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRace:
    """How much is run: `limit` is what a slow contender may stop after."""

    events: int = 300_000
    keys: int = 100_000
    rounds: int = 3
    limit: int = 60_000
    seed: int = 2026
    contenders: Mapping[Kind, tuple[Contender, ...]]

    def sides(self, kind: Kind) -> Sides:
        """The records of both inputs."""
        if kind == "stream-table":
            return look_ups(self.events, keys=self.keys, seed=self.seed)
        return meetings(self.events, keys=self.keys, seed=self.seed)


def all_contenders(*, say: Say) -> Mapping[Kind, tuple[Contender, ...]]:
    """Who takes part here: Kafka Streams only where Maven can build it."""
    if has_maven():
        return CONTENDERS
    say("there is no mvn on this machine, so Kafka Streams is left out (on Debian: apt-get install maven)")
    return {kind: tuple(one for one in many if one != KAFKA_STREAMS) for kind, many in CONTENDERS.items()}


def run_join(bus: Bus, race: JoinRace, *, say: Say) -> dict[str, object]:
    """Every figure of the benchmark, ready to be kept."""
    counted = {kind: _run_kind(bus, race, kind, say=say) for kind in race.contenders}
    return figures(race, counted) | surroundings(bus, race)


def figures(race: JoinRace, counted: Mapping[Kind, Mapping[str, Sequence[Tally]]]) -> dict[str, object]:
    """The rates, and the ratios that matter, of what was counted; those of the first join at the top."""
    found = {kind: _figures_of(race, kind, tallies) for kind, tallies in counted.items()}
    first = next(iter(found.values()))
    return {name: figure for name, figure in first.items() if name != "contenders"} | {"joins": found}


def surroundings(bus: Bus, race: JoinRace) -> dict[str, object]:
    """What the figures were measured with."""
    taking_part = {contender for many in race.contenders.values() for contender in many}
    return {
        "method": METHOD,
        "settings": {
            **SETTINGS,
            "events": race.events,
            "slow_events": race.limit,
            "keys": race.keys,
            "rounds": race.rounds,
            "seed": race.seed,
            "partitions": bus.cluster.partitions,
            "core_of_its_own": bus.cores.are_apart,
        },
        "machine": machine(),
        "versions": versions("rocksdict"),
        "quix_versions": quix_versions() if QUIX in taking_part else {},
    }


def _run_kind(bus: Bus, race: JoinRace, kind: Kind, *, say: Say) -> dict[str, list[Tally]]:
    sides = race.sides(kind)
    contenders = race.contenders[kind]
    with _fed(bus, kind, sides, say=say) as place:
        if FAUST in contenders:
            say("faust fills its table (not counted)")
            rows = len(sides.order) - sides.taps
            fill_table(FAUST, cluster=bus.cluster, place=place, rows=rows, core=bus.cores.contender)

        def turn(contender: Contender, number: int) -> Tally:
            share = _share(race, place, sides, contender)
            return run_join_turn(
                contender, cluster=bus.cluster, place=place, share=share, turn=number, core=bus.cores.contender
            )

        say(f"{kind}: warming the broker up (not counted)")
        turn(ENGINE, 0)
        tallies: dict[str, list[Tally]] = {contender.name: [] for contender in contenders}
        for number in range(1, race.rounds + 1):
            for contender in contenders:
                tallies[contender.name].append(turn(contender, number))
                rate = _rate(race, kind, tallies[contender.name][-1])
                say(f"{kind}, round {number} of {race.rounds}: {contender.name} {rate:,.0f} events/s")
    return tallies


@contextmanager
def _fed(bus: Bus, kind: Kind, sides: Sides, *, say: Say) -> Iterator[JoinPlace]:
    """Where a kind of join finds its records; the topics go when the block ends."""
    folder = bus.place.folder / kind
    folder.mkdir()
    catalogue = write_catalogue(
        folder, application=flow(kind), reads=[LEFT, RIGHT], contracts=bus.contracts, state=True
    )
    place = JoinPlace(
        kind=kind,
        bootstrap_servers=bus.place.bootstrap_servers,
        left=catalogue.topic_of(LEFT).name,
        right=catalogue.topic_of(RIGHT).name,
        partitions=bus.cluster.partitions,
        folder=folder,
        catalogue=catalogue,
    )
    with topics_of_block(bus.cluster):
        bus.cluster.create([place.left, place.right])
        say(f"{kind}: writing {len(sides.order):,} records to {place.left} and {place.right}")
        start_ms = int(time.time() * 1000) - len(sides.order)
        for topic, taps in ((place.left, True), (place.right, False)):
            records = sides.records(bus.contracts, taps=taps, start_ms=start_ms)
            feed(place.bootstrap_servers, topic=topic, records=records)
        yield place


def _share(race: JoinRace, place: JoinPlace, sides: Sides, contender: Contender) -> Share:
    if place.kind == "stream-table":
        taps = min(sides.taps, race.limit) if contender.is_slow else sides.taps
        return Share(records={place.left: taps}, results=taps)
    if place.kind == "table-table":
        results = pairs_of_tables(sides.order)
    else:
        results, _ = met_in_window(sides.order, window_ms=WINDOW_MS)  # who is alone at the end has yet to wait
    taps = sides.taps
    return Share(records={place.left: taps, place.right: len(sides.order) - taps}, results=results)


def _figures_of(race: JoinRace, kind: Kind, tallies: Mapping[str, Sequence[Tally]]) -> dict[str, object]:
    rates = {name: median(_rate(race, kind, tally) for tally in rounds) for name, rounds in tallies.items()}
    ours = rates[ENGINE.name]
    others = (FAUST, QUIX, KAFKA_STREAMS) if kind == "stream-table" else (KAFKA_STREAMS,)
    return {
        "events_per_s": round(ours),
        **{f"ratio_to_{one.name.replace('-', '_')}": _ratio(ours, rates.get(one.name)) for one in others},
        "contenders": [
            {
                "name": contender.name,
                "title": contender.title,
                "promise": contender.promise,
                "events_per_s": round(rates[contender.name]),
                "rounds": [
                    {**asdict(tally), "per_s": round(_rate(race, kind, tally)), "doubled": tally.doubled}
                    for tally in tallies[contender.name]
                ],
            }
            for contender in race.contenders[kind]
        ],
    }


def _rate(race: JoinRace, kind: Kind, tally: Tally) -> float:
    """Records that went through a second: taps at a table, otherwise those of both sides."""
    if kind == "stream-table" or not tally.events:
        return tally.per_s
    return tally.per_s * race.events / tally.events


def _ratio(ours: float, theirs: float | None) -> float | None:
    return round(ours / theirs, 2) if theirs else None
