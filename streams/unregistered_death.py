"""F2: a death known to a hospital that nobody registered."""

from datetime import timedelta

from avro_schemas.dinkes import DeathReportedByFacility
from avro_schemas.dispendukcapil import CivilDocumentCancelled, DeathRegistered, DeathRegistrationOverdue
from simpul.flows import UNTOLD, Flow, LeftOuter, Stream, Table, Window, flow_step, local_date
from simpul.runtime import App, Context, StatefulProcessor

# -- tables and streams

REPORTED = Stream(name="deaths_reported_by_facility", of=(DeathReportedByFacility,), key=("case_no",))
DECEASED = Table(name="deceased", of=(DeathRegistered,), key=("person_tok",))

# -- what the steps say


def overdue(report: DeathReportedByFacility) -> DeathRegistrationOverdue:
    """A death known to a facility was not registered in time."""
    return DeathRegistrationOverdue(
        **UNTOLD,
        case_no=report.case_no,
        person_tok=report.person_tok,
        nik=report.nik,
        name=report.name,
        death_date=local_date(report.death_at),
        village_code=report.village_code,
        hamlet=report.hamlet,
        facility_code=report.facility_code,
        reason_code="NIK_UNKNOWN" if report.person_tok is None else "NOT_REGISTERED",
    )


FLOW = Flow(
    id="F2",
    title="A death known to a hospital that nobody registered",
    cancellers=(CivilDocumentCancelled,),
    declared=(
        LeftOuter(
            id="F2.1",
            each=REPORTED,
            awaits=DECEASED,
            on="person_tok",
            window=Window(before=None, after=timedelta(days=30), grace=timedelta(days=14)),
            emits=overdue,
            emitted=DeathRegistrationOverdue,
        ),
    ),
)


def build(context: Context) -> list[StatefulProcessor]:
    """The one step that runs the flow."""
    return [flow_step(FLOW, context)]


app = App("unregistered-death", build=build)
