"""What a run is to do: the events of its day by where they come from, and what must come of them; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from producers.demo.day import EVENTS, make_day
from producers.demo.death_export import DeathExport
from producers.demo.nadine import as_published
from producers.demo.origin import Origin, origin_of
from producers.demo.regency import Regency
from producers.demo.tax_roll import Roll, roll_of, told
from producers.demo.truth import Told, Truth, id_by_content, truth_of
from simpul.adapters import WIB, Codes, Emission
from simpul.catalogue import Catalogue
from simpul.contracts import Contracts
from simpul.events import Event
from simpul.tokens import Tokens

PER_SECOND = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How large the day is and how fast it comes."""

    seed: int = 1
    events: int = EVENTS
    per_second: float = PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a plan is made with."""

    codes: Codes
    catalogue: Catalogue
    contracts: Contracts
    tokens: Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run before it begins.

    Attributes:
        arrivals: the events of the day as they come, those of the databases too.
        roll: the tax roll over the day.
        export: the file that is dropped.
        rows: how many rows or messages each way in has to read.
        told: what it must make of them.
        truth: what must come of all of it.
    """

    arrivals: Sequence[Emission]
    roll: Roll
    export: DeathExport
    rows: Mapping[Origin, int]
    told: Mapping[Origin, Sequence[Told]]
    truth: Truth


def make_plan(options: Options, *, known: Known, now: datetime) -> Plan:
    """The plan of a run that begins now.

    Raises:
        SettingError: too few events for a day.
    """
    tokens, today = known.tokens, now.astimezone(WIB).date()
    day = make_day(
        options.seed, events=options.events, codes=known.codes, catalogue=known.catalogue, tokens=known.tokens
    )
    arrivals = list(day.arrivals())
    by_origin = {origin: [one for one in arrivals if origin_of(one) is origin] for origin in Origin}
    changes = by_origin[Origin.SNAPSHOT]
    roll = roll_of(changes, regency=Regency(options.seed, known.codes, tokens))
    export = DeathExport(f"{int(now.timestamp()):X}")
    rounds = [*told({}, roll.before, on=today, tokens=tokens), *told(roll.before, roll.after, on=today, tokens=tokens)]
    of = {
        Origin.OUTBOX: _by_id([as_published(one) for one in by_origin[Origin.OUTBOX]]),
        Origin.SNAPSHOT: _by_content(rounds, known.contracts),
        Origin.FILE: _by_content(export.told(tokens), known.contracts),
        Origin.SDK: _by_id(by_origin[Origin.SDK]),
    }
    truth = truth_of(
        [one for told_by in of.values() for one in told_by],
        catalogue=known.catalogue,
        contracts=known.contracts,
        tokens=tokens,
        today=today,
        returned=export.returned,
    )
    rows = {
        **Counter(origin_of(one) for one in arrivals),
        Origin.SNAPSHOT: len(roll.before) + len(roll.after),
        Origin.FILE: export.rows,
    }
    return Plan(arrivals=arrivals, roll=roll, export=export, rows=rows, told=of, truth=truth)


def _by_id(emissions: Sequence[Emission]) -> list[Told]:
    return [Told(str(emission.event_id), emission.event) for emission in emissions]


def _by_content(events: Sequence[Event], contracts: Contracts) -> list[Told]:
    return [Told(id_by_content(contracts.latest(event.event_type), event.model_dump()), event) for event in events]
