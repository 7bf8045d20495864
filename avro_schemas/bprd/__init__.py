"""The event types of BPRD; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from typing_extensions import TypedDict

from simpul.events import Event, Int, Long

__all__ = [
    "BpsVillage",
    "BuildingFunction",
    "CardCloneReviewRequired",
    "CardStatus",
    "Commodity",
    "DeedType",
    "LandTransferTaxPaid",
    "LicenceStatus",
    "LocalTaxpayerRegistered",
    "MatchGrade",
    "Month",
    "Nib",
    "NikCheck",
    "Nop",
    "NopCandidate",
    "PayChannel",
    "PbbChange",
    "PbbNoticeIssued",
    "PbbObjectChanged",
    "PbbObjectUpdateProposed",
    "PbbSource",
    "PbbSubjectReviewRequired",
    "PbbUpdateOverdue",
    "QuotaReviewRequired",
    "ReviewState",
    "SandTripTotals",
    "SandTruckTapped",
    "SkabCardChanged",
    "SkabTapReviewRequired",
    "TaxPaymentReceived",
    "TaxRegistrationProposed",
    "TaxType",
    "Tok",
    "UntappedPassageReviewRequired",
    "Village",
]

BuildingFunction = Literal["DWELLING", "BUSINESS", "SOCIAL", "RELIGIOUS", "MIXED", "SPECIAL", "UNKNOWN"]
CardStatus = Literal["ACTIVE", "BLOCKED", "UNKNOWN"]
Commodity = Literal["SAND", "STONE", "GROSOK", "FILL", "UNKNOWN"]
DeedType = Literal["SALE", "INHERITANCE", "GRANT", "OTHER", "UNKNOWN"]
LicenceStatus = Literal["ACTIVE", "SUSPENDED", "REVOKED", "UNKNOWN"]
MatchGrade = Literal["STRONG", "WEAK", "UNKNOWN"]
NikCheck = Literal["VERIFIED", "WELL_FORMED", "NONE", "UNKNOWN"]
PayChannel = Literal["BANK", "POST", "CASH", "VIRTUAL_ACCOUNT", "QRIS", "CARD", "UNKNOWN"]
PbbChange = Literal["NEW", "LAND", "BUILDING", "SUBJECT", "SPLIT", "MERGED", "REMOVED", "VALUE", "UNKNOWN"]
PbbSource = Literal["SPOP", "LSPOP", "PERMIT", "BPHTB", "FIELD_CHECK", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
TaxType = Literal["PBB_P2", "BPHTB", "HOTEL", "FOOD", "ENTERTAINMENT", "PARKING", "ADVERTISING", "MBLB", "UNKNOWN"]
BpsVillage = Annotated[str, Field(pattern=r"^[0-9]{10}$")]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Nib = Annotated[str, Field(pattern=r"^[0-9]{13}$")]
Nop = Annotated[str, Field(pattern=r"^[0-9]{18}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class NopCandidate(TypedDict):
    """a tax object near a building permit"""

    nop: Nop
    """tax object in the same kecamatan (P2)"""
    distance_m: Int
    """great-circle distance (radius 6371008.8 m), rounded half up; the limit of 50 m is on the unrounded value (P0)"""


class CardCloneReviewRequired(Event):
    """One card at two gates faster than a truck can drive."""

    event_type: ClassVar[str] = "CardCloneReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("card_serial", "first_tap", "second_tap")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    card_serial: str
    """card (P0)"""
    permit_holder_id: str
    """holder (P0)"""
    first_gate: str
    """gate of the earlier tap (P0)"""
    second_gate: str
    """gate of the later tap (P0)"""
    first_tap: AwareDatetime
    """moment (P0)"""
    second_tap: AwareDatetime
    """moment (P0)"""


class LandTransferTaxPaid(Event):
    """Land-transfer tax (BPHTB) was paid: the subject of the NOP will change."""

    event_type: ClassVar[str] = "LandTransferTaxPaid"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("bphtb_no",)

    bphtb_no: str
    """number of the tax form (P0)"""
    nop: Nop
    """tax-object number (P2)"""
    seller_tok: Tok | None = None
    """token of the seller's NIK (P2)"""
    buyer_tok: Tok | None = None
    """token of the buyer's NIK (P2)"""
    deed_type: DeedType
    """kind of transfer (P2)"""
    value: Long
    """transfer value (P3)"""
    tax: Long
    """tax paid (P3)"""
    notary_id: str | None = None
    """notary or PPAT code (P1)"""
    paid_on: date
    """date of payment (P0)"""


class LocalTaxpayerRegistered(Event):
    """A local taxpayer number (NPWPD) was opened or closed."""

    event_type: ClassVar[str] = "LocalTaxpayerRegistered"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("npwpd",)

    npwpd: str
    """local taxpayer number (P0 for a company) (P2)"""
    nib: Nib | None = None
    """business number, null if none (P0)"""
    tax_type: TaxType
    """tax (P0)"""
    owner_tok: Tok | None = None
    """token of the owner's NIK (P2)"""
    status: LicenceStatus
    """ACTIVE or REVOKED (P0)"""
    start_date: date
    """first taxable day (P0)"""


class PbbNoticeIssued(Event):
    """Yearly tax notice (SPPT) of one tax object: the yearly burst, one night."""

    event_type: ClassVar[str] = "PbbNoticeIssued"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("nop",)

    nop: Nop
    """tax-object number (P2)"""
    bill_id: str
    """bill number, used by TaxPaymentReceived (P0)"""
    tax_year: Int
    """year (P0)"""
    amount: Long
    """tax due (P3)"""
    due_on: date
    """due date (P0)"""


class PbbObjectChanged(Event):
    """A land and building tax object (PBB-P2) was created, changed, split, merged or removed."""

    event_type: ClassVar[str] = "PbbObjectChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("nop",)

    nop: Nop
    """tax-object number (P2)"""
    subject_tok: Tok | None = None
    """token of the taxpayer's NIK; null: old subject without NIK (P2)"""
    subject_name: str | None = None
    """name of the taxpayer, for weak matches only (P2)"""
    nik_check: NikCheck
    """how far the subject's NIK was checked (P0)"""
    land_m2: float
    """land area, m2 (P2)"""
    building_m2: float
    """building area, m2; 0 = empty plot (P2)"""
    njop: Long
    """taxable value, whole rupiah (P3)"""
    change_type: PbbChange
    """kind of change (P0)"""
    source: PbbSource
    """what caused it (P0)"""
    permit_no: str | None = None
    """building permit, if the source knows it (P0)"""
    village_code_bps: BpsVillage
    """first 10 digits of nop (P0)"""
    lat: float | None = None
    """WGS 84 degrees (P2)"""
    lon: float | None = None
    """WGS 84 degrees (P2)"""
    changed_on: date
    """date of change (P0)"""


class PbbObjectUpdateProposed(Event):
    """A building permit and the tax object differ."""

    event_type: ClassVar[str] = "PbbObjectUpdateProposed"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("permit_no",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    permit_no: str
    """permit (P0)"""
    nop: Nop | None = None
    """object named on the permit and found; else null (P2)"""
    candidates: list[NopCandidate]
    """at most 3 by distance; empty when nop is given (P2)"""
    reason_code: str
    """BUILDING_DIFFERS, NOP_MISSING or NOP_NOT_FOUND (P0)"""
    floor_area_m2: float
    """m2 (P0)"""
    floors: Int
    """storeys (P0)"""
    function_code: BuildingFunction
    """use (P0)"""
    issued_on: date
    """date of the permit (P0)"""


class PbbSubjectReviewRequired(Event):
    """The taxpayer of this object is registered as dead; heirs should be asked."""

    event_type: ClassVar[str] = "PbbSubjectReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("nop",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    nop: Nop
    """tax object (P2)"""
    reason_code: str
    """SUBJECT_DECEASED (P0)"""
    death_month: Month
    """month of death only (P2)"""
    match_grade: MatchGrade
    """R11 (P0)"""


class PbbUpdateOverdue(Event):
    """No change of the object followed the permit."""

    event_type: ClassVar[str] = "PbbUpdateOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("permit_no",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    permit_no: str
    """permit (P0)"""
    nop: Nop
    """object (P2)"""
    issued_on: date
    """date of the permit (P0)"""


class QuotaReviewRequired(Event):
    """Trips of a holder passed the monthly plan."""

    event_type: ClassVar[str] = "QuotaReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("permit_holder_id", "month")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    permit_holder_id: str
    """holder (P0)"""
    month: Month
    """month (P0)"""
    plan_trips: Int
    """plan (P0)"""
    trips: Int
    """plan_trips + 1: the trip that passed the plan (P0)"""


class SandTripTotals(Event):
    """Trips and holder by month, for the province and, summed, the public."""

    event_type: ClassVar[str] = "SandTripTotals"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("permit_holder_id", "month")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    permit_holder_id: str
    """holder (P0)"""
    month: Month
    """month (P0)"""
    trips: Int
    """trips (P0)"""


class SandTruckTapped(Event):
    """A sand truck tapped its card (SKAB) at a gate: one trip (rit), one tax unit."""

    event_type: ClassVar[str] = "SandTruckTapped"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("card_serial",)

    card_serial: str
    """opaque card serial (P0)"""
    permit_holder_id: str
    """mining licence holder (P0)"""
    commodity: Commodity
    """commodity declared at the gate (P0)"""
    plate: str | None = None
    """number plate, normalised "N 1234 XX" (P2)"""
    gate_id: str
    """gate (P0)"""
    reader_id: str
    """reader device (P0)"""
    balance_after: Long
    """card balance after the tap (P0)"""
    tapped_at: AwareDatetime
    """moment of the tap (P0)"""


class SkabCardChanged(Event):
    """A sand card was issued, blocked or its licence changed."""

    event_type: ClassVar[str] = "SkabCardChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("card_serial",)

    card_serial: str
    """opaque card serial (P0)"""
    permit_holder_id: str
    """mining licence holder (P0)"""
    commodity: Commodity
    """the one commodity of the card (P0)"""
    status: CardStatus
    """ACTIVE or BLOCKED (P0)"""
    valid_to: date
    """last day of the holder's licence (P0)"""


class SkabTapReviewRequired(Event):
    """A tap does not fit its card."""

    event_type: ClassVar[str] = "SkabTapReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("card_serial", "tapped_at", "reason_code")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    card_serial: str
    """card (P0)"""
    permit_holder_id: str
    """holder on the tap (P0)"""
    gate_id: str
    """gate (P0)"""
    tapped_at: AwareDatetime
    """moment (P0)"""
    reason_code: str
    """COMMODITY_MISMATCH, LICENCE_ENDED, BALANCE_EMPTY, CARD_BLOCKED, CARD_UNKNOWN (P0)"""


class TaxPaymentReceived(Event):
    """A local tax bill was paid."""

    event_type: ClassVar[str] = "TaxPaymentReceived"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("bill_id",)

    bill_id: str
    """bill number (P0)"""
    tax_type: TaxType
    """tax (P0)"""
    nop: Nop | None = None
    """for PBB_P2 and BPHTB (P2)"""
    npwpd: str | None = None
    """for the other taxes (P2)"""
    amount: Long
    """amount paid (P3)"""
    paid_at: AwareDatetime
    """moment of payment (P0)"""
    channel: PayChannel
    """how it was paid (P0)"""


class TaxRegistrationProposed(Event):
    """A business of a taxable kind has no taxpayer number."""

    event_type: ClassVar[str] = "TaxRegistrationProposed"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("nib",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    nib: Nib
    """business (P0)"""
    trade_name: str
    """trade name (P0)"""
    kbli: list[str]
    """only the taxable codes, sorted (P0)"""
    tax_type: TaxType
    """tax of the first code of kbli as sorted (P0)"""
    address: str
    """place of business (P2)"""
    village_code: Village
    """village (P0)"""


class UntappedPassageReviewRequired(Event):
    """A truck was seen at a gate and no tap followed."""

    event_type: ClassVar[str] = "UntappedPassageReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPRD"
    key_fields: ClassVar[tuple[str, ...]] = ("plate", "gate_id", "seen_at")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    plate: str
    """plate (P2)"""
    gate_id: str
    """gate (P0)"""
    device_id: str
    """camera or weighbridge (P0)"""
    seen_at: AwareDatetime
    """moment (P0)"""
