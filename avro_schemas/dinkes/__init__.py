"""The event types of DINKES; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from typing_extensions import TypedDict

from simpul.events import Event, Int

__all__ = [
    "BirthOutsideFacilityNotice",
    "BirthReportedByFacility",
    "DeathReportedByFacility",
    "DoseOverdue",
    "ImmunisationGiven",
    "ImmunisationPlanProposed",
    "JknLocalMembershipChanged",
    "JknPayerReviewRequired",
    "JknStopProposed",
    "MatchGrade",
    "MemberStatus",
    "Nik",
    "NikCheck",
    "Payer",
    "PlannedDose",
    "ReviewState",
    "Sex",
    "Tok",
    "UnderFiveArrivedNotice",
    "Village",
]

MatchGrade = Literal["STRONG", "WEAK", "UNKNOWN"]
MemberStatus = Literal["ACTIVE", "STOPPED", "UNKNOWN"]
NikCheck = Literal["VERIFIED", "WELL_FORMED", "NONE", "UNKNOWN"]
Payer = Literal["APBD", "APBN", "SELF", "EMPLOYER", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
Sex = Literal["MALE", "FEMALE", "UNKNOWN"]
Nik = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class PlannedDose(TypedDict):
    """one dose of a plan of immunisation"""

    vaccine_code: str
    """code of reference/vaccine_schedule.csv (P3)"""
    dose_no: Int
    """dose (P3)"""
    due_on: date
    """birth_date + due_day (P3)"""


class BirthOutsideFacilityNotice(Event):
    """A registered birth for which no facility report came."""

    event_type: ClassVar[str] = "BirthOutsideFacilityNotice"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("child_tok",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    child_tok: Tok
    """child (P3)"""
    child_nik: Nik
    """NIK (P3)"""
    child_first_name: str
    """first name (P3)"""
    birth_key: str | None = None
    """null when the mother has no NIK (P3)"""
    birth_date: date
    """date of birth (P3)"""
    village_code: Village
    """village of residence (P0)"""


class BirthReportedByFacility(Event):
    """A health facility issued a birth letter (surat keterangan lahir). The child has no NIK yet, so the key is
    birth_key.
    """

    event_type: ClassVar[str] = "BirthReportedByFacility"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("birth_key",)

    birth_key: str
    """mother_tok/birth_date/birth_order (P3)"""
    mother_tok: Tok
    """token of mother_nik (P2)"""
    mother_nik: Nik
    """NIK of the mother (P2)"""
    mother_phone: str | None = None
    """only with the mother's consent (P2)"""
    birth_at: AwareDatetime
    """moment of birth (P3)"""
    birth_date: date
    """WIB date of birth_at (P3)"""
    birth_order: Int
    """1 for a single or first-born child (P3)"""
    sex: Sex
    """sex of the child (P3)"""
    weight_g: Int | None = None
    """birth weight, grams, 300..7000 (P3)"""
    facility_code: str
    """reporting facility (P0)"""
    mother_village_code: Village
    """village of residence of the mother (P0)"""


class DeathReportedByFacility(Event):
    """A health facility issued a death letter (surat keterangan kematian). The cause of death never leaves the
    facility.
    """

    event_type: ClassVar[str] = "DeathReportedByFacility"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("case_no",)

    case_no: str
    """facility_code-running number, unique (P0)"""
    person_tok: Tok | None = None
    """token of nik; null when the person is not identified (P2)"""
    nik: Nik | None = None
    """NIK of the deceased; null when not identified (P2)"""
    name: str
    """name or description (P2)"""
    village_code: Village | None = None
    """village of residence if known (P0)"""
    hamlet: str | None = None
    """dusun (P2)"""
    death_at: AwareDatetime
    """moment of death (P2)"""
    facility_code: str
    """reporting facility (P0)"""


class DoseOverdue(Event):
    """A planned dose was not given by due date + 28 days."""

    event_type: ClassVar[str] = "DoseOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("child_tok", "vaccine_code", "dose_no")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    child_tok: Tok
    """child (P3)"""
    child_nik: Nik
    """NIK (P3)"""
    vaccine_code: str
    """vaccine (P3)"""
    dose_no: Int
    """dose (P3)"""
    due_on: date
    """due date (P3)"""
    puskesmas_code: str
    """health centre (P0)"""


class ImmunisationGiven(Event):
    """One vaccine dose was given to a child."""

    event_type: ClassVar[str] = "ImmunisationGiven"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("subject_key",)

    subject_key: str
    """child_tok if known, else birth_key (P3)"""
    child_tok: Tok | None = None
    """token of the child's NIK; null before the NIK exists (P3)"""
    birth_key: str | None = None
    """mother_tok/birth_date/birth_order; required when child_tok is null (P3)"""
    vaccine_code: str
    """code of reference/vaccine_schedule.csv (P3)"""
    dose_no: Int
    """1..n within the vaccine (P3)"""
    given_on: date
    """date given (P3)"""
    facility_code: str
    """facility that gave it (P0)"""


class ImmunisationPlanProposed(Event):
    """Due dates of the basic doses for one registered child."""

    event_type: ClassVar[str] = "ImmunisationPlanProposed"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("child_tok",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    child_tok: Tok
    """child (P3)"""
    child_nik: Nik
    """NIK (P3)"""
    child_first_name: str
    """first name (P3)"""
    birth_key: str | None = None
    """links doses given before the NIK existed (P3)"""
    birth_date: date
    """date of birth (P3)"""
    puskesmas_code: str
    """health centre of residence (P0)"""
    mother_phone: str | None = None
    """only with consent (P2)"""
    doses: list[PlannedDose]
    """ordered by due_on, vaccine_code, dose_no (P3)"""


class JknLocalMembershipChanged(Event):
    """Membership of the health insurance (JKN) that the regency pays for (PBI-APBD) started or stopped; difference
    of two monthly lists.
    """

    event_type: ClassVar[str] = "JknLocalMembershipChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok",)

    person_tok: Tok
    """token of nik (P2)"""
    nik: Nik
    """NIK on the list (P2)"""
    nik_check: NikCheck
    """how far the NIK was checked (P0)"""
    birth_date: date | None = None
    """second field for matching (P2)"""
    member_no: str
    """JKN card number, 13 digits (P2)"""
    status: MemberStatus
    """ACTIVE or STOPPED (P3)"""
    premium_class: Int | None = None
    """class 1..3 (P3)"""
    since: date
    """first day of this status (P3)"""
    payer: Payer
    """who pays (P0)"""


class JknPayerReviewRequired(Event):
    """A member paid for by the regency moved out."""

    event_type: ClassVar[str] = "JknPayerReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok", "effective_date")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    person_tok: Tok
    """member (P2)"""
    nik: Nik
    """NIK (P2)"""
    member_no: str
    """JKN card number (P2)"""
    effective_date: date
    """date of the move (P2)"""


class JknStopProposed(Event):
    """A member paid for by the regency is registered as dead."""

    event_type: ClassVar[str] = "JknStopProposed"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok", "member_no")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    person_tok: Tok
    """member (P2)"""
    nik: Nik
    """NIK (P2)"""
    death_date: date
    """date of death (P2)"""
    member_no: str
    """JKN card number (P2)"""
    match_grade: MatchGrade
    """R11 (P0)"""


class UnderFiveArrivedNotice(Event):
    """A child under five moved into the area of a health centre."""

    event_type: ClassVar[str] = "UnderFiveArrivedNotice"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINKES"
    key_fields: ClassVar[tuple[str, ...]] = ("child_tok", "effective_date")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    child_tok: Tok
    """child (P3)"""
    child_nik: Nik
    """NIK (P3)"""
    birth_date: date
    """date of birth (P3)"""
    puskesmas_code: str
    """health centre that receives it (P0)"""
    effective_date: date
    """date of the move (P3)"""
