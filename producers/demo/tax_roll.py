"""The tax roll of SIM-PBB before and after the day, and what must be told of each object of it; pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import cast
from uuid import UUID

from avro_schemas.bprd import PbbChange, PbbObjectChanged
from avro_schemas.diskominfo import DataQualityFlagged
from producers.demo.regency import Person, Regency
from simpul.adapters import Emission
from simpul.events import Event
from simpul.tokens import TokenDomain, Tokens

SIM_PBB = 26
TABLE = "objek_pajak"
QUIET = 100  # objects of which the day says nothing
REMOVED = 4  # of these, how many are gone at its end


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxObject:
    """A row of the table; its other columns stay empty."""

    id: int
    nop: str
    nik_wp: str
    nama_wp: str
    luas_bumi: float
    luas_bng: float
    njop: int
    no_pbg: str | None = None


Rows = Mapping[str, TaxObject]  # by their number


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The table over the day.

    Attributes:
        before: its rows in the morning.
        entered: the row that each event of the day leaves, by the event's id.
        after: its rows in the evening.
    """

    before: Rows
    entered: Mapping[UUID, TaxObject]
    after: Rows

    @property
    def removed(self) -> Sequence[str]:
        """The objects that are gone in the evening."""
        return sorted(self.before.keys() - self.after.keys())


def roll_of(changes: Iterable[Emission], *, regency: Regency) -> Roll:
    """The roll in which these events of SIM-PBB, in their order, are the changes of the day."""
    people = {person.tok: person for person in regency.adults}
    numbers = {nop: number for number, nop in enumerate(regency.nops, start=1)}
    entered: dict[UUID, TaxObject] = {}
    before: dict[str, TaxObject | None] = {}
    after: dict[str, TaxObject] = {}
    for change in changes:
        event = cast("PbbObjectChanged", change.event)
        row = entered[change.event_id] = after[event.nop] = _row(event, people, number=numbers[event.nop])
        before.setdefault(event.nop, _row_before(row, event.change_type, regency.adults))
    quiet = _quiet(numbers, besides=before.keys(), regency=regency)
    return Roll(
        before={nop: row for nop, row in before.items() if row is not None} | quiet,
        entered=entered,
        after=after | dict(list(quiet.items())[REMOVED:]),
    )


def told(before: Rows, after: Rows, *, on: date, tokens: Tokens) -> Iterator[Event]:
    """What must be said of the table if it was like this and is like that: one event for each object that differs.

    The NIK of people who do not exist is of a district that does not exist, and so every row is flagged.
    """
    for nop in sorted(before.keys() | after.keys()):
        was, now = before.get(nop), after.get(nop)
        if was != now:
            yield _event(now or before[nop], _what_changed(was, now), on=on, tokens=tokens)
            if now is not None:
                yield DataQualityFlagged(
                    source_system=SIM_PBB,
                    source_ref=f"{TABLE}#{now.id}",
                    verdict="WARN",
                    reason_code="NIK_DISTRICT_UNKNOWN",
                    field="nik_wp",
                )


def _what_changed(was: TaxObject | None, now: TaxObject | None) -> PbbChange:
    if was is None:
        return "NEW"
    if now is None:
        return "REMOVED"
    differences: dict[PbbChange, bool] = {
        "SUBJECT": was.nik_wp != now.nik_wp,
        "BUILDING": was.luas_bng != now.luas_bng,
        "LAND": was.luas_bumi != now.luas_bumi,
        "VALUE": was.njop != now.njop,
    }
    return next((change for change, differs in differences.items() if differs), "UNKNOWN")


def _event(row: TaxObject, change: PbbChange, *, on: date, tokens: Tokens) -> PbbObjectChanged:
    return PbbObjectChanged(
        nop=row.nop,
        subject_tok=tokens.token(TokenDomain.NIK, row.nik_wp),
        subject_name=row.nama_wp,
        nik_check="WELL_FORMED",
        land_m2=row.luas_bumi,
        building_m2=row.luas_bng,
        njop=row.njop,
        change_type=change,
        source="UNKNOWN",
        permit_no=row.no_pbg,
        village_code_bps=row.nop[:10],
        changed_on=on,
    )


def _row(event: PbbObjectChanged, people: Mapping[str, Person], *, number: int) -> TaxObject:
    subject = people[event.subject_tok or ""]
    return TaxObject(
        id=number,
        nop=event.nop,
        nik_wp=subject.nik,
        nama_wp=subject.name,
        luas_bumi=event.land_m2,
        luas_bng=event.building_m2,
        njop=event.njop,
        no_pbg=event.permit_no,
    )


def _row_before(row: TaxObject, change: PbbChange, people: Sequence[Person]) -> TaxObject | None:
    """A row that this change has made into the one that is given."""
    seller = next(person for person in people if person.nik != row.nik_wp)
    undo: Mapping[PbbChange, Callable[[], TaxObject | None]] = {
        "NEW": lambda: None,
        "SUBJECT": lambda: replace(row, nik_wp=seller.nik, nama_wp=seller.name),
        "BUILDING": lambda: replace(row, luas_bng=row.luas_bng + 18, no_pbg=None),
        "LAND": lambda: replace(row, luas_bumi=row.luas_bumi + 25),
        "VALUE": lambda: replace(row, njop=row.njop + 1_000_000),
    }
    return undo[change]()


def _quiet(numbers: Mapping[str, int], *, besides: Collection[str], regency: Regency) -> dict[str, TaxObject]:
    random = Random(f"{regency.seed}/quiet")
    nops = random.sample([nop for nop in numbers if nop not in besides], QUIET)
    return {
        nop: _made_up(nop, number=numbers[nop], subject=random.choice(regency.adults), random=random) for nop in nops
    }


def _made_up(nop: str, *, number: int, subject: Person, random: Random) -> TaxObject:
    return TaxObject(
        id=number,
        nop=nop,
        nik_wp=subject.nik,
        nama_wp=subject.name,
        luas_bumi=float(random.randint(60, 900)),
        luas_bng=float(random.randint(0, 200)),
        njop=random.randrange(20_000_000, 900_000_000, 500_000),
    )
