"""One run of the main job: feed a day, wait until it is processed, read everything back and balance the ledger."""

import asyncio
import importlib.resources
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from avro_schemas.diskominfo import DataQualityFlagged
from producers.demo.bus import Bus
from producers.demo.day import EVENTS, make_day
from producers.demo.feed import feed
from producers.demo.ledger import DeliveredRecord, Ledger, PublishedRecord, balance
from producers.demo.stage import Stage
from producers.demo.talk import Talk
from producers.demo.truth import Due, Truth, content, truth_of
from producers.demo.witness import Seen, Witness
from producers.demo.workers import check_alive, wait_until_ready
from producers.dukcapil import DEATHS, SIAK
from simpul.adapters import WIB, Emission, flags, read_codes
from simpul.adapters.files import Judged, read_file
from simpul.adapters.mapping import Known
from simpul.contracts import Contracts, decode
from simpul.errors import ContractError
from simpul.tokens import tokens_from

FILE = "dukcapil_kematian_2019.csv"
PER_SECOND = 1_000.0
STALLED_S = 30.0
POLL_S = 0.2
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run has to tell."""

    deaths: Judged
    flagged: int
    truth: Truth
    ledger: Ledger
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How large the day is and how fast it comes."""

    seed: int = 1
    events: int = EVENTS
    per_second: float = PER_SECOND


def run(stage: Stage, *, options: Options, talk: Talk) -> Outcome:
    """The outcome of one day on this stage.

    Raises:
        SimpulError: the day cannot be fed, or a worker has ended.
    """
    deaths, flagged, arrivals = _arrivals(stage, options)
    truth = truth_of(
        arrivals,
        catalogue=stage.catalogue,
        contracts=stage.contracts,
        tokens=tokens_from(stage.settings),
        today=datetime.now(WIB).date(),
    )
    wait_until_ready(stage.processes)
    talk.say(f"{' and '.join(process.program.name for process in stage.processes)} are ready")
    bus = Bus(stage.settings.bootstrap_servers)
    # What was left unread by an earlier run must not be counted in this one.
    _wait_until_processed(stage, bus)
    topics = [topic for topic in stage.catalogue.topics if topic.kind != "internal"]
    with Witness(stage.settings.bootstrap_servers, starts=bus.ends(topics)) as witness:
        with talk.counting("publishing", total=len(arrivals)) as advance:
            asyncio.run(
                feed(
                    arrivals,
                    per_second=options.per_second,
                    settings=stage.settings,
                    contracts=stage.contracts,
                    catalogue=stage.catalogue,
                    advance=advance,
                )
            )
        talk.say(f"{len(arrivals)} events have landed; waiting until all of them are processed")
        _wait_until_processed(stage, bus)
        talk.say(f"processed; reading {len(topics)} topics back and counting")
        seen = witness.records_up_to(bus.ends(topics))
    return Outcome(
        deaths=deaths, flagged=flagged, truth=truth, ledger=_balance(stage, truth, seen), per_second=options.per_second
    )


def _arrivals(stage: Stage, options: Options) -> tuple[Judged, int, Sequence[Emission]]:
    codes, tokens = read_codes(stage.settings.catalogue), tokens_from(stage.settings)
    sample = importlib.resources.files("producers.dukcapil") / "samples" / FILE
    with importlib.resources.as_file(sample) as file:
        deaths = read_file(file, export=DEATHS, known=Known(codes=codes, tokens=tokens))
    flagged = flags(deaths.findings, flagged=DataQualityFlagged, system=SIAK, file=FILE, read_at=datetime.now(UTC))
    day = make_day(options.seed, events=options.events, codes=codes, catalogue=stage.catalogue, tokens=tokens)
    return deaths, len(flagged), [*(row.emission for row in deaths.accepted), *flagged, *day.arrivals()]


def _wait_until_processed(stage: Stage, bus: Bus) -> None:
    """Return once the workers have read all there is, or get no further; then the ledger shows what is missing."""
    ends = {
        application.name: bus.ends(stage.catalogue.topic(name) for name in application.reads)
        for application in stage.catalogue.applications
        if application.name in {process.program.name for process in stage.processes}
    }
    least, since = None, time.monotonic()
    while lag := sum(bus.lag(application, ends=known) for application, known in ends.items()):
        check_alive(stage.processes)
        if least is None or lag < least:
            least, since = lag, time.monotonic()
        elif time.monotonic() - since > STALLED_S:
            return
        time.sleep(POLL_S)


def _balance(stage: Stage, truth: Truth, seen: Iterable[Seen]) -> Ledger:
    kinds = {topic.name: topic.kind for topic in stage.catalogue.topics}
    published = []
    delivered = []
    dead_letters = 0
    for record in seen:
        if kinds[record.topic] == "event":
            published.append(PublishedRecord(event_id=_header(record, "ce_id"), published_ms=record.published_ms))
        elif kinds[record.topic] == "delivery":
            delivered.append(_delivered(record, stage.contracts))
        else:
            dead_letters += 1
    return balance(truth, published=published, delivered=delivered, dead_letters=dead_letters)


def _delivered(record: Seen, contracts: Contracts) -> DeliveredRecord:
    try:
        text = content(*decode(contracts, record.value))
    except ContractError:
        text = UNREADABLE
    return DeliveredRecord(
        due=Due(_header(record, "ce_id"), _header(record, "ce_contractid")),
        subscriber=record.topic.partition(".")[2],
        content=text,
        arrived_ms=record.arrived_ms,
    )


def _header(record: Seen, name: str) -> str:
    return record.headers.get(name, b"").decode(errors="replace")
