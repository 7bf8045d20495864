"""How an event of each type is corrected: said again with a change, or withdrawn."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast

from simpul.events import Event

Amend = Callable[[Event], Event]


def _changed(field: str, change: Callable[[Any], object]) -> Amend:
    return lambda event: event.model_copy(update={field: change(cast("Any", getattr(event, field)))})


AMENDED: Mapping[str, Amend] = {
    "DeathRegistered": _changed("death_date", lambda day: day - timedelta(days=1)),
    "BirthRegistered": _changed("birth_place", lambda _: "LUMAJANG, JAWA TIMUR"),
    "ResidentIdentityChanged": _changed("effective_date", lambda day: day - timedelta(days=1)),
    "FamilyCardChanged": _changed("hamlet", lambda _: "KRAJAN BARAT"),
    "DeathReportedByFacility": _changed("hamlet", lambda _: "KRAJAN BARAT"),
    "EmployeePositionChanged": _changed("decree_no", lambda number: f"{number}-R"),
    "LetterReceived": _changed("agenda_no", lambda number: f"{number}-R"),
    "PayrollLinePrepared": _changed("family_members_count", lambda count: count + 1),
    "BusinessLicenceIssued": _changed("address", lambda address: f"{address} B"),
    "PbbObjectChanged": _changed("building_m2", lambda area: area + 6.0),
}

CANCELLED = frozenset(
    {
        "ResidentMoved",
        "ImmunisationGiven",
        "AidDisbursed",
        "LocalAidCaseOpened",
        "DispositionIssued",
        "LetterActionCompleted",
        "LandTransferTaxPaid",
        "TaxPaymentReceived",
        "SandTruckTapped",
        "VillageLetterIssued",
        "StudentEnrolmentChanged",
    }
)
