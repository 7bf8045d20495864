"""What happens to families: events, corrections and cancellations of F1 to F3, drawn from a seed.

A family has one event a wave, so that whatever a run does to the order of families, each story stays the same.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from avro_schemas.bkd import EmployeeLeftService, EmployeePositionChanged
from avro_schemas.bpkd import PayrollLinePrepared
from avro_schemas.bprd import PbbObjectChanged
from avro_schemas.dinkes import (
    BirthReportedByFacility,
    DeathReportedByFacility,
    ImmunisationGiven,
    JknLocalMembershipChanged,
)
from avro_schemas.dinsos import AidRecipientStatusChanged
from avro_schemas.dispendukcapil import BirthRegistered, CivilDocumentCancelled, DeathRegistered
from simpul.contracts import Contracts, encode, key_text
from simpul.events import Event
from simpul.wire import Envelope

START = datetime(2026, 3, 1, 1, tzinfo=UTC)
WAVE = timedelta(days=17)  # of the bus clock, between waves: deadlines fall between them
VILLAGES = ("35.08.02.2004", "35.08.02.2006", "35.08.10.1005", "35.08.99.2001")  # the last one without a health centre
OF_CHAINS = (0.25, 0.15)  # the share of corrections and of cancellations, once there is something to correct
READS = (
    AidRecipientStatusChanged,
    BirthRegistered,
    BirthReportedByFacility,
    CivilDocumentCancelled,
    DeathRegistered,
    DeathReportedByFacility,
    EmployeeLeftService,
    EmployeePositionChanged,
    ImmunisationGiven,
    JknLocalMembershipChanged,
    PayrollLinePrepared,
    PbbObjectChanged,
)


class Happening(NamedTuple):
    """An event of a story, ready to be published."""

    event: Event
    envelope: Envelope
    key: str
    value: bytes


class Place(NamedTuple):
    """The one event of a family in a wave."""

    family: int
    wave: int

    @property
    def event_id(self) -> str:
        """The id of that event."""
        return str(UUID(int=(self.family + 1) * 1_000 + self.wave))

    @property
    def later(self) -> "Place":
        """The event of the same family in the next wave."""
        return self._replace(wave=self.wave + 1)


@dataclass(frozen=True, slots=True)
class Names:
    """How one family is called in all systems."""

    number: int

    def token(self, who: str) -> str:
        """The token of a member."""
        return f"t1.{ord(who):02x}{self.number:030x}"

    @property
    def nip(self) -> str:
        """The NIP of the one who is employed."""
        return f"18690412{self.number:010}"

    @property
    def nop(self) -> str:
        """The tax object of the family."""
        return f"350806{self.number:012}"

    @property
    def birth_key(self) -> str:
        """The key of the birth before the child has a number."""
        return f"{self.token('m')}/2026-03-01/1"


class Teller:
    """Tells the stories of so many families."""

    def __init__(self, contracts: Contracts, *, seed: int, families: int) -> None:
        self._contracts = contracts
        self._chance = random.Random(seed)  # noqa: S311  # seeded so that a run can be repeated
        self._families = families
        self._told: dict[int, list[Happening]] = {}

    def wave(self, number: int) -> Iterator[Happening]:
        """One event of each family, the families in any order."""
        order = list(range(self._families))
        self._chance.shuffle(order)
        for family in order:
            happening = self._next(Place(family, number))
            self._told.setdefault(family, []).append(happening)
            yield happening

    def _next(self, place: Place) -> Happening:
        names = Names(place.family)
        told = self._told.get(place.family, [])
        earlier = [one for one in told if one.envelope.cancels is None and not _leads_to(place, one, told)]
        corrects, cancels = OF_CHAINS
        deed = self._chance.random()
        if earlier and deed < corrects + cancels:
            of = self._chance.choice(earlier)
            if deed < corrects:
                return self._made(self._drawn(names, type(of.event)), place, supersedes=of.envelope.event_id)
            return self._made(of.event, place, cancels=of.envelope.event_id)
        event = self._drawn(names, self._chance.choice(READS))
        if isinstance(event, CivilDocumentCancelled):  # of something that has not come yet, or never comes
            return self._made(event, place, cancels=place.later.event_id)
        if deed > 1 - corrects / 4:  # a correction that is there before what it corrects
            return self._made(event, place, supersedes=place.later.event_id)
        return self._made(event, place)

    def _made(
        self, event: Event, place: Place, *, supersedes: str | None = None, cancels: str | None = None
    ) -> Happening:
        contract = self._contracts.latest(event.event_type)
        # no two events of a family at one time: which of them is the newest would be a question of offsets
        before = timedelta(minutes=self._chance.randrange(60 * 24 * 50), milliseconds=place.wave)
        registered = START + place.wave * WAVE - before
        envelope = Envelope(
            event_id=place.event_id,
            event_type=event.event_type,
            source_system=1,
            producer_opd=contract.owner,
            occurred_at=registered,
            registered_at=registered,
            purpose=(),
            legal_basis="PUBLIC_TASK",
            supersedes=supersedes,
            cancels=cancels,
            synthetic=True,
        )
        return Happening(event, envelope, key_text(contract, event.__dict__), encode(contract, event.__dict__))

    def _drawn(self, names: Names, kind: type[Event]) -> Event:
        choose = self._chance.choice
        fields = FIELDS[kind.event_type](names, choose)
        return kind.model_validate({**self._contracts.latest(kind.event_type).example, **fields})


def _leads_to(place: Place, happening: Happening, told: Sequence[Happening]) -> bool:
    """Whether an event corrects, over others perhaps, the one that is still to come: the two may not go in a circle."""
    named = {one.envelope.event_id: one.envelope.supersedes for one in told}
    at: str | None = happening.envelope.event_id
    while at is not None and at != place.event_id:
        at = named.get(at)
    return at is not None


Choose = Callable[[tuple[object, ...]], object]
Fields = Callable[[Names, Choose], dict[str, object]]


def _who(names: Names, choose: Choose) -> object:
    return choose((names.token("a"), names.token("b")))


FIELDS: dict[str, Fields] = {
    "AidRecipientStatusChanged": lambda names, choose: {
        "person_tok": _who(names, choose),
        "programme": choose(("PKH", "BPNT")),
        "status": choose(("ACTIVE", "ACTIVE", "STOPPED")),
        "village_code": choose(VILLAGES),
    },
    "BirthRegistered": lambda names, choose: {
        "child_tok": names.token("c"),
        "birth_key": choose((names.birth_key, names.birth_key, None)),
        "birth_date": date(2026, 3, 1),
        "village_code": choose(VILLAGES),
    },
    "BirthReportedByFacility": lambda names, choose: {
        "birth_key": names.birth_key,
        "birth_date": date(2026, 3, 1),
        "facility_code": choose(("RSU-1", "RSU-2")),
    },
    "CivilDocumentCancelled": lambda names, choose: {"person_tok": _who(names, choose)},
    "DeathRegistered": lambda names, choose: {
        "person_tok": _who(names, choose),
        "death_date": choose((date(2026, 2, 20), date(2026, 5, 2))),
        "village_code": choose(VILLAGES),
    },
    "DeathReportedByFacility": lambda names, choose: {
        "case_no": f"RSU-1-{names.number}",
        "person_tok": choose((names.token("a"), names.token("b"), None)),
        "village_code": choose(VILLAGES),
    },
    "EmployeeLeftService": lambda names, choose: {
        "nip": names.nip,
        "person_tok": _who(names, choose),
        "reason": choose(("DIED", "RETIRED")),
    },
    "EmployeePositionChanged": lambda names, choose: {"nip": names.nip, "person_tok": _who(names, choose)},
    "ImmunisationGiven": lambda names, choose: {
        "subject_key": names.token("c"),
        "child_tok": choose((names.token("c"), None)),
        "birth_key": names.birth_key,
        "vaccine_code": choose(("HB0", "BCG")),
        "dose_no": 1,
    },
    "JknLocalMembershipChanged": lambda names, choose: {
        "person_tok": _who(names, choose),
        "status": choose(("ACTIVE", "STOPPED")),
    },
    "PayrollLinePrepared": lambda names, choose: {
        "nip": names.nip,
        "period": choose(("2026-04", "2026-05", "2026-06")),
    },
    "PbbObjectChanged": lambda names, choose: {
        "nop": names.nop,
        "subject_tok": choose((names.token("a"), names.token("b"), None)),
        "change_type": choose(("SUBJECT", "SUBJECT", "REMOVED")),
    },
}
