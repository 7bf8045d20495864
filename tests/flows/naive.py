"""Flows computed from scratch over all that was published: rows by R2 and R3, then the cases that should be open.

Written without the engine's parts, so that the two can be held against each other. Times are days since START.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from avro_schemas.bkd import EmployeeLeftService, EmployeePositionChanged
from avro_schemas.bpkd import PayrollLinePrepared
from avro_schemas.bprd import PbbObjectChanged
from avro_schemas.dinkes import BirthReportedByFacility, DeathReportedByFacility, ImmunisationGiven
from avro_schemas.dinsos import AidRecipientStatusChanged
from avro_schemas.dispendukcapil import BirthRegistered, DeathRegistered
from simpul.events import Event

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Given:
    """One published event; `names` is what it corrects or cancels."""

    id: str
    event: Event
    registered_at: datetime
    supersedes: str | None = None
    cancels: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A row that stands in the end."""

    event: Event
    registered_at: datetime


def rows(given: Iterable[Given]) -> list[Standing]:
    """The rows that stand, each with the values of its last correction and the time of its first event."""
    events = {one.id: one for one in given if one.cancels is None}
    cancelled = {one.cancels for one in given if one.cancels is not None}
    chains: dict[str, list[Given]] = {}
    for one in events.values():
        chains.setdefault(_root(one.id, events), []).append(one)
    standing = []
    for root, members in chains.items():
        if root in cancelled or any(member.id in cancelled for member in members):
            continue
        named = {member.supersedes for member in members}
        last = max((one for one in members if one.id not in named), key=lambda one: one.registered_at)
        first = events.get(root)
        held = first or min((one for one in members if one.supersedes == root), key=lambda one: one.registered_at)
        standing.append(Standing(last.event, held.registered_at))
    return sorted(standing, key=lambda row: row.registered_at)


def _root(name: str, events: Mapping[str, Given]) -> str:
    while (one := events.get(name)) is not None and one.supersedes is not None:
        name = one.supersedes
    return name


def deaths(standing: list[Standing], _: datetime) -> Iterator[tuple[str, str]]:
    """The open cases of F1, but for counts: event type and what tells them apart."""
    dead = {row.event.person_tok: row.event for row in standing if isinstance(row.event, DeathRegistered)}
    aid = {(row.person_tok, row.programme): row for row in _of(AidRecipientStatusChanged, standing)}
    for (person, programme), row in aid.items():
        if person in dead and row.status == "ACTIVE":
            yield "AidStopProposed", f"{person}|{programme}|{dead[person].death_date}|{row.village_code}"
    employees = {
        row.event.nip: row.event
        for row in standing
        if isinstance(row.event, EmployeePositionChanged | EmployeeLeftService)
    }
    for nip, employee in employees.items():
        has_left_as_dead = isinstance(employee, EmployeeLeftService) and employee.reason == "DIED"
        if employee.person_tok in dead and not has_left_as_dead:
            yield "EmployeeDeathNotice", f"{nip}|{dead[employee.person_tok].death_date}"
    for line in {(row.nip, row.period): row for row in _of(PayrollLinePrepared, standing)}.values():
        person = employees[line.nip].person_tok if line.nip in employees else ""
        if person in dead and line.period > dead[person].death_date.isoformat()[:7]:
            yield "PayrollLineReviewRequired", f"{line.nip}|{line.period}|{dead[person].death_date}"
    for pbb in {row.nop: row for row in _of(PbbObjectChanged, standing)}.values():
        if pbb.change_type != "REMOVED" and pbb.subject_tok in dead:
            yield "PbbSubjectReviewRequired", f"{pbb.nop}|{dead[pbb.subject_tok].death_date.isoformat()[:7]}"
    for person, death in dead.items():
        yield "VillageRegisterUpdateProposed", f"{person}|{death.death_date}|{death.village_code}"


def unregistered(standing: list[Standing], now: datetime) -> Iterator[tuple[str, str]]:
    """The open cases of F2."""
    registered = {row.person_tok for row in _of(DeathRegistered, standing)}
    for row in standing:
        report = row.event
        is_due = row.registered_at + timedelta(days=44) <= now
        if isinstance(report, DeathReportedByFacility) and report.person_tok not in registered and is_due:
            yield "DeathRegistrationOverdue", f"{report.case_no}|{report.person_tok}"


def births(standing: list[Standing], now: datetime) -> Iterator[tuple[str, str]]:
    """The open cases of F3 but for forecasts; every village has a health centre."""
    reports = [row for row in standing if isinstance(row.event, BirthReportedByFacility)]
    registered = [row for row in standing if isinstance(row.event, BirthRegistered)]
    given = {(row.child_tok or row.birth_key, row.vaccine_code) for row in _of(ImmunisationGiven, standing)}
    for row in reports:
        key = getattr(row.event, "birth_key", None)
        if not any(_meet(row, one) for one in registered) and row.registered_at + timedelta(days=90) <= now:
            yield "BirthRegistrationOverdue", str(key)
    for row in registered:
        birth = row.event
        if not isinstance(birth, BirthRegistered):
            continue
        partners = [one for one in reports if _meet(one, row)]
        is_noticed = birth.birth_key is None or row.registered_at + timedelta(days=31) <= now
        if partners:
            yield "BirthMatched", f"{birth.child_tok}|{getattr(partners[0].event, 'facility_code', None)}"
        elif is_noticed:
            yield "BirthOutsideFacilityNotice", birth.child_tok
        if partners or is_noticed:
            yield "ImmunisationPlanProposed", birth.child_tok
            if {(birth.child_tok, "HB0"), (birth.birth_key, "HB0")}.isdisjoint(given):
                yield "DoseOverdue", f"{birth.child_tok}|HB0"


def _meet(report: Standing, birth: Standing) -> bool:
    key = getattr(report.event, "birth_key", None)
    same = key is not None and key == getattr(birth.event, "birth_key", None)
    return same and birth.registered_at >= report.registered_at - timedelta(days=60)


def _of(event_class: type[E], standing: list[Standing]) -> list[E]:
    return [row.event for row in standing if isinstance(row.event, event_class)]
