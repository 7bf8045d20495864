"""How many events of each type an ordinary day brings, and the same day larger or smaller; pure."""

from collections.abc import Mapping

from simpul.errors import SettingError

# Planning figures of a working day; types that come in bursts only (evacuees, yearly notices) are no part of it.
PER_DAY: Mapping[str, float] = {
    "BirthRegistered": 64,
    "DeathRegistered": 30,
    "ResidentMoved": 120,
    "ResidentIdentityChanged": 100,
    "FamilyCardChanged": 250,
    "CivilDocumentCancelled": 1,
    "BirthReportedByFacility": 44,
    "DeathReportedByFacility": 12,
    "ImmunisationGiven": 650,
    "JknLocalMembershipChanged": 96,
    "AidRecipientStatusChanged": 48,
    "AidDisbursed": 992,
    "LocalAidCaseOpened": 40,
    "EmployeePositionChanged": 6,
    "EmployeeLeftService": 1.5,
    "PayrollLinePrepared": 576,
    "AccessChanged": 20,
    "LetterReceived": 900,
    "DispositionIssued": 1500,
    "LetterActionCompleted": 1100,
    "BuildingPermitIssued": 3,
    "BusinessLicenceIssued": 35,
    "LocalTaxpayerRegistered": 4,
    "PbbObjectChanged": 60,
    "LandTransferTaxPaid": 22,
    "TaxPaymentReceived": 2300,
    "SkabCardChanged": 5,
    "SandTruckTapped": 1250,
    "VehicleSeen": 1500,
    "HazardAlertRaised": 2,
    "StreetLampStateChanged": 30,
    "ComplaintSubmitted": 2,
    "ComplaintRouted": 2,
    "ComplaintAnswered": 2,
    "ComplaintReopened": 0.2,
    "VillageLetterIssued": 1500,
    "StudentEnrolmentChanged": 60,
    "DataQualityFlagged": 200,
}


def scaled(events: int) -> dict[str, int]:
    """The day with this many events in the same proportions; every type comes at least once.

    Raises:
        SettingError: fewer events than types.
    """
    if events < len(PER_DAY):
        raise SettingError(f"a day of {events} events is too small; give at least {len(PER_DAY)}, one of each type")
    spare = events - len(PER_DAY)
    whole = sum(PER_DAY.values())
    shares = {name: spare * volume / whole for name, volume in PER_DAY.items()}
    counts = {name: 1 + int(share) for name, share in shares.items()}
    # What rounding down has left goes to the largest remainders.
    by_remainder = sorted(shares, key=lambda name: (int(shares[name]) - shares[name], name))
    for name in by_remainder[: events - sum(counts.values())]:
        counts[name] += 1
    return counts
