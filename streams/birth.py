"""F3: from birth to certificate, vaccination plan and school seats."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from avro_schemas.dindikbud import SchoolIntakeForecast
from avro_schemas.dinkes import (
    BirthOutsideFacilityNotice,
    BirthReportedByFacility,
    DoseOverdue,
    ImmunisationGiven,
    ImmunisationPlanProposed,
    PlannedDose,
)
from avro_schemas.diskominfo import DataQualityFlagged
from avro_schemas.dispendukcapil import (
    BirthMatched,
    BirthRegistered,
    BirthRegistrationOverdue,
    CivilDocumentCancelled,
)
from simpul.events import Event
from simpul.flows import (
    UNTOLD,
    Count,
    Counted,
    Deadlines,
    Flow,
    FullOuter,
    LookUp,
    Row,
    Stream,
    Window,
    flow_step,
    midnight,
)
from simpul.runtime import App, Context, StatefulProcessor

DOSE_PATIENCE = timedelta(days=29)  # 28 days, then the alarm at 00:00

# -- tables and streams

REPORTED = Stream(name="births_reported_by_facility", of=(BirthReportedByFacility,), key=("birth_key",))
BIRTHS = Stream(name="births", of=(BirthRegistered,), key=("child_tok",))
BIRTHS_BY_KEY = Stream(name="births_by_birth_key", of=(BirthRegistered,), key=("birth_key",))
DOSES_GIVEN = Stream(
    name="doses_given",
    of=(ImmunisationGiven,),
    key=lambda row: (row.event.child_tok or row.event.birth_key,),
    note="child_tok, else birth_key",
)
BORN = Stream(
    name="born_in_year",
    of=(BirthRegistered,),
    key=lambda row: (row.event.village_code, row.event.birth_date.year),
    note="village_code and year of birth_date",
)

# -- what the steps say


def match(report: BirthReportedByFacility, birth: BirthRegistered) -> BirthMatched:
    """Facility report and registration of one birth met."""
    return BirthMatched(
        **UNTOLD,
        child_tok=birth.child_tok,
        child_nik=birth.child_nik,
        child_first_name=birth.child_first_name,
        birth_key=report.birth_key,
        birth_date=birth.birth_date,
        facility_code=report.facility_code,
        certificate_no=birth.certificate_no,
        village_code=birth.village_code,
        mother_phone=report.mother_phone,
    )


def registration_overdue(report: BirthReportedByFacility) -> BirthRegistrationOverdue:
    """A birth known to a facility was not registered in time."""
    return BirthRegistrationOverdue(
        **UNTOLD,
        birth_key=report.birth_key,
        mother_nik=report.mother_nik,
        birth_date=report.birth_date,
        facility_code=report.facility_code,
        mother_village_code=report.mother_village_code,
    )


def born_outside_facility(birth: BirthRegistered) -> BirthOutsideFacilityNotice:
    """A registered birth for which no facility report came."""
    return BirthOutsideFacilityNotice(
        **UNTOLD,
        child_tok=birth.child_tok,
        child_nik=birth.child_nik,
        child_first_name=birth.child_first_name,
        birth_key=birth.birth_key,
        birth_date=birth.birth_date,
        village_code=birth.village_code,
    )


def forecast_intake(row: Row[BirthRegistered], children: Counted) -> SchoolIntakeForecast:
    """Registered births by year and village of residence."""
    return SchoolIntakeForecast(
        **UNTOLD,
        birth_year=row.event.birth_date.year,
        village_code=row.event.village_code,
        children=children.shown,
        suppressed=children.suppressed,
    )


def _intake_day(row: Row[BirthRegistered]) -> datetime:
    return midnight(date(row.event.birth_date.year + 1, 4, 1))


class ScheduledDose(NamedTuple):
    """One row of vaccine_schedule.csv."""

    vaccine_code: str
    dose_no: int
    due_day: int


class Plans:
    """Makes plans of immunisation by the schedule and by the health centre of a village."""

    def __init__(self, schedule: list[ScheduledDose], *, puskesmas: Mapping[str, str]) -> None:
        self._schedule = schedule
        self._puskesmas = puskesmas

    def plan(self, birth: Event) -> ImmunisationPlanProposed | None:
        """Due dates of the basic doses for one registered child; None where its village has no health centre."""
        if not isinstance(birth, BirthMatched | BirthOutsideFacilityNotice):
            return None
        puskesmas = self._puskesmas.get(birth.village_code)
        if puskesmas is None:
            return None
        return ImmunisationPlanProposed(
            **UNTOLD,
            child_tok=birth.child_tok,
            child_nik=birth.child_nik,
            child_first_name=birth.child_first_name,
            birth_key=birth.birth_key,
            birth_date=birth.birth_date,
            puskesmas_code=puskesmas,
            mother_phone=birth.mother_phone if isinstance(birth, BirthMatched) else None,
            doses=sorted(
                (self._dose(birth.birth_date, dose) for dose in self._schedule),
                key=lambda dose: (dose["due_on"], dose["vaccine_code"], dose["dose_no"]),
            ),
        )

    @staticmethod
    def _dose(born: date, dose: ScheduledDose) -> PlannedDose:
        due_on = born + timedelta(days=dose.due_day)
        return PlannedDose(vaccine_code=dose.vaccine_code, dose_no=dose.dose_no, due_on=due_on)


def doses_overdue(plan: ImmunisationPlanProposed) -> Iterator[tuple[DoseOverdue, datetime]]:
    """A planned dose that would be overdue, and since when."""
    for dose in plan.doses:
        event = DoseOverdue(
            **UNTOLD,
            child_tok=plan.child_tok,
            child_nik=plan.child_nik,
            vaccine_code=dose["vaccine_code"],
            dose_no=dose["dose_no"],
            due_on=dose["due_on"],
            puskesmas_code=plan.puskesmas_code,
        )
        yield event, midnight(dose["due_on"] + DOSE_PATIENCE)


def is_the_dose(planned: Event, given: ImmunisationGiven) -> bool:
    """Whether a dose that was given is a planned one."""
    return isinstance(planned, DoseOverdue) and (planned.vaccine_code, planned.dose_no) == (
        given.vaccine_code,
        given.dose_no,
    )


def flag(source_ref: str, reason_code: str, field: str) -> DataQualityFlagged:
    """A village that no health centre serves."""
    return DataQualityFlagged(
        source_system=0, source_ref=source_ref, verdict="WARN", reason_code=reason_code, field=field
    )


def flow(plans: Plans) -> Flow:
    """The flow; `plans` makes the plans of immunisation."""
    return Flow(
        id="F3",
        title="From birth to certificate, vaccination plan and school seats",
        cancellers=(CivilDocumentCancelled,),
        flags=flag,
        declared=(
            FullOuter(
                id="F3.1",
                left_by_key=REPORTED,
                right=BIRTHS,
                right_by_key=BIRTHS_BY_KEY,
                on="birth_key",
                window=Window(before=timedelta(days=60), after=timedelta(days=60), grace=timedelta(days=30)),
                right_patience=timedelta(days=31),
                matched=match,
                left_only=registration_overdue,
                right_only=born_outside_facility,
                emitted=(BirthMatched, BirthRegistrationOverdue, BirthOutsideFacilityNotice),
            ),
            LookUp(
                id="F3.2",
                each=(BirthMatched, BirthOutsideFacilityNotice),
                table="village_puskesmas",
                on="village_code",
                emits=plans.plan,
                emitted=ImmunisationPlanProposed,
                flag="VILLAGE_UNKNOWN",
            ),
            Deadlines(
                id="F3.3",
                each=ImmunisationPlanProposed,
                awaits=DOSES_GIVEN,
                on=("child_tok", "birth_key"),
                window="any time before, 28 days after due_on",
                items=doses_overdue,
                is_partner=is_the_dose,
                emitted=DoseOverdue,
            ),
            Count(
                id="F3.4",
                of=BORN,
                person="child_tok",
                by="year",
                at=_intake_day,
                emits=forecast_intake,
                emitted=SchoolIntakeForecast,
            ),
        ),
    )


def build(context: Context) -> list[StatefulProcessor]:
    """The one step that runs the flow."""
    reference = context.catalogue.reference
    doses = reference.table("vaccine_schedule.csv", "vaccine_code", "dose_no", "due_day")
    centres = reference.table("village_puskesmas.csv", "village_code", "puskesmas_code")
    schedule = [ScheduledDose(one["vaccine_code"], int(one["dose_no"]), int(one["due_day"])) for one in doses]
    plans = Plans(schedule, puskesmas={one["village_code"]: one["puskesmas_code"] for one in centres})
    return [flow_step(flow(plans), context)]


app = App("birth", build=build)
