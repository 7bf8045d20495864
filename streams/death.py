"""F1: a death reaches everyone who pays, taxes or lists the person."""

from datetime import datetime

from avro_schemas.bkd import EmployeeDeathNotice, EmployeeLeftService, EmployeePositionChanged
from avro_schemas.bpkd import PayrollLinePrepared, PayrollLineReviewRequired
from avro_schemas.bprd import PbbObjectChanged, PbbSubjectReviewRequired
from avro_schemas.dinkes import JknLocalMembershipChanged, JknStopProposed
from avro_schemas.dinsos import AidRecipientStatusChanged, AidStopProposed
from avro_schemas.dispendukcapil import CivilDocumentCancelled, DeathRegistered, VoterDataNotice
from avro_schemas.dpmd import VillageRegisterUpdateProposed
from simpul.flows import (
    UNTOLD,
    Count,
    Counted,
    Flow,
    Names,
    Route,
    Row,
    Stream,
    Table,
    TableJoin,
    age_on,
    born_as_nip_says,
    equal_dates,
    first_of_next_month,
    flow_step,
    grade,
    local_date,
    midnight,
    month_of,
    via,
)
from simpul.runtime import App, Context, StatefulProcessor

Employee = EmployeePositionChanged | EmployeeLeftService

VOTING_AGE = 17  # years

# -- tables

DECEASED = Table(name="deceased", of=(DeathRegistered,), key=("person_tok",))
AID_RECIPIENTS = Table(name="aid_recipients", of=(AidRecipientStatusChanged,), key=("person_tok", "programme"))
JKN_MEMBERS = Table(name="jkn_members", of=(JknLocalMembershipChanged,), key=("person_tok",))
EMPLOYEES = Table[Employee](
    name="employees",
    of=(EmployeePositionChanged, EmployeeLeftService),
    key=("nip",),
    note="who left stays",
)
PAYROLL_LINES = Table(name="payroll_lines", of=(PayrollLinePrepared,), key=("nip", "period"))
PBB_OBJECTS = Table(
    name="pbb_objects",
    of=(PbbObjectChanged,),
    key=("nop",),
    deletes=lambda changed: changed.change_type == "REMOVED",
    note="REMOVED deletes",
)


def _village_and_month(row: Row[DeathRegistered]) -> tuple[object, ...]:
    death = row.event
    may_vote = age_on(death.death_date, born=death.birth_date) >= VOTING_AGE
    return (death.village_code if may_vote else None, month_of(local_date(row.registered_at)))


VOTERS_DECEASED = Stream(
    name="voters_deceased",
    of=(DeathRegistered,),
    key=_village_and_month,
    note="village_code and month of registered_at; 17 and over on death_date",
)

# -- what the steps say


def stop_aid(aid: AidRecipientStatusChanged, death: DeathRegistered) -> AidStopProposed:
    """Holder of an active aid entitlement is registered as dead."""
    return AidStopProposed(
        **UNTOLD,
        person_tok=aid.person_tok,
        nik=death.nik,
        death_date=death.death_date,
        certificate_no=death.certificate_no,
        programme=aid.programme,
        village_code=aid.village_code,
        match_grade=grade(aid.nik_check, second_agrees=equal_dates(aid.birth_date, death.birth_date)),
    )


def stop_jkn(member: JknLocalMembershipChanged, death: DeathRegistered) -> JknStopProposed:
    """A member paid for by the regency is registered as dead."""
    return JknStopProposed(
        **UNTOLD,
        person_tok=member.person_tok,
        nik=death.nik,
        death_date=death.death_date,
        member_no=member.member_no,
        match_grade=grade(member.nik_check, second_agrees=equal_dates(member.birth_date, death.birth_date)),
    )


def notice_employee(employee: Employee, death: DeathRegistered) -> EmployeeDeathNotice:
    """A registered death belongs to an employee."""
    return EmployeeDeathNotice(
        **UNTOLD,
        nip=employee.nip,
        death_date=death.death_date,
        certificate_no=death.certificate_no,
        match_grade=grade(None, second_agrees=born_as_nip_says(employee.nip, death.birth_date)),
    )


def review_pay(line: PayrollLinePrepared, death: DeathRegistered) -> PayrollLineReviewRequired:
    """A draft payroll line for a month after the person died."""
    return PayrollLineReviewRequired(
        **UNTOLD, nip=line.nip, period=line.period, reason_class="DECEASED", since=death.death_date
    )


def update_village_register(death: DeathRegistered) -> VillageRegisterUpdateProposed:
    """The village register should take over a death."""
    return VillageRegisterUpdateProposed(
        **UNTOLD,
        person_tok=death.person_tok,
        nik=death.nik,
        reason_code="DIED",
        effective_date=death.death_date,
        village_code=death.village_code,
    )


def notice_voters(row: Row[DeathRegistered], deaths: Counted) -> VoterDataNotice:
    """Registered deaths of persons of 17 and over, by village and month of registration."""
    return VoterDataNotice(
        **UNTOLD,
        month=month_of(local_date(row.registered_at)),
        village_code=row.event.village_code,
        deaths=deaths.shown,
        suppressed=deaths.suppressed,
    )


def _next_month(row: Row[DeathRegistered]) -> datetime:
    return midnight(first_of_next_month(local_date(row.registered_at)))


def flow(names: Names) -> Flow:
    """The flow; `names` compares the names of tax subjects."""

    def review_tax_subject(pbb: PbbObjectChanged, death: DeathRegistered) -> PbbSubjectReviewRequired:
        """The taxpayer of this object is registered as dead; heirs should be asked."""
        return PbbSubjectReviewRequired(
            **UNTOLD,
            nop=pbb.nop,
            reason_code="SUBJECT_DECEASED",
            death_month=month_of(death.death_date),
            match_grade=grade(pbb.nik_check, second_agrees=names.equal(pbb.subject_name, death.name)),
        )

    return Flow(
        id="F1",
        title="A death reaches everyone who pays, taxes or lists the person",
        cancellers=(CivilDocumentCancelled,),
        declared=(
            TableJoin(
                id="F1.1",
                each=AID_RECIPIENTS,
                meets=DECEASED,
                on="person_tok",
                when=lambda aid, _death: aid.status == "ACTIVE",
                emits=stop_aid,
                emitted=AidStopProposed,
                resolved_by=lambda _was, aid: aid is not None and aid.status == "STOPPED",
            ),
            TableJoin(
                id="F1.2",
                each=JKN_MEMBERS,
                meets=DECEASED,
                on="person_tok",
                when=lambda member, _death: member.status == "ACTIVE",
                emits=stop_jkn,
                emitted=JknStopProposed,
                resolved_by=lambda _was, member: member is not None and member.status == "STOPPED",
            ),
            TableJoin(
                id="F1.3",
                each=EMPLOYEES,
                meets=DECEASED,
                on="person_tok",
                emits=notice_employee,
                emitted=EmployeeDeathNotice,
                resolved_by=lambda _was, employee: (
                    isinstance(employee, EmployeeLeftService) and employee.reason == "DIED"
                ),
            ),
            TableJoin(
                id="F1.4",
                each=PAYROLL_LINES,
                through=via(EMPLOYEES, "nip"),
                meets=DECEASED,
                on="person_tok",
                when=lambda line, death: line.period > month_of(death.death_date),
                emits=review_pay,
                emitted=PayrollLineReviewRequired,
                resolved_by=lambda _was, line: line is None,
                by_cancellation=True,
            ),
            TableJoin(
                id="F1.5",
                each=PBB_OBJECTS,
                meets=DECEASED,
                on="subject_tok",
                emits=review_tax_subject,
                emitted=PbbSubjectReviewRequired,
                resolved_by=lambda was, pbb: (
                    pbb is not None and (pbb.subject_tok != was.subject_tok or pbb.change_type == "REMOVED")
                ),
            ),
            Route(
                id="F1.6",
                each=DECEASED,
                emits=update_village_register,
                emitted=VillageRegisterUpdateProposed,
            ),
            Count(
                id="F1.7",
                of=VOTERS_DECEASED,
                person="person_tok",
                by="month",
                at=_next_month,
                emits=notice_voters,
                emitted=VoterDataNotice,
            ),
        ),
    )


def build(context: Context) -> list[StatefulProcessor]:
    """The one step that runs the flow."""
    titles = context.catalogue.reference.table("titles.csv", "title")
    return [flow_step(flow(Names(row["title"] for row in titles)), context)]


app = App("death", build=build)
