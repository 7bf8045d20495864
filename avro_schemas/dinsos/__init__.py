"""The event types of DINSOS; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from simpul.events import Event, Long

__all__ = [
    "AidCaseType",
    "AidDisbursed",
    "AidDomicileReviewRequired",
    "AidProgramme",
    "AidRecipientStatusChanged",
    "AidStopProposed",
    "LocalAidCaseOpened",
    "MatchGrade",
    "MemberStatus",
    "Month",
    "Nik",
    "NikCheck",
    "PayChannel",
    "ReviewState",
    "Tok",
    "Village",
]

AidCaseType = Literal["POVERTY", "HEALTH", "DISABILITY", "DISASTER", "OTHER", "UNKNOWN"]
AidProgramme = Literal["PKH", "BPNT", "LOCAL", "UNKNOWN"]
MatchGrade = Literal["STRONG", "WEAK", "UNKNOWN"]
MemberStatus = Literal["ACTIVE", "STOPPED", "UNKNOWN"]
NikCheck = Literal["VERIFIED", "WELL_FORMED", "NONE", "UNKNOWN"]
PayChannel = Literal["BANK", "POST", "CASH", "VIRTUAL_ACCOUNT", "QRIS", "CARD", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Nik = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class AidDisbursed(Event):
    """One aid payment was made. 62,000 rows in 5 to 10 days, four times a year (12,400 on an ordinary disbursing
    day).
    """

    event_type: ClassVar[str] = "AidDisbursed"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINSOS"
    key_fields: ClassVar[tuple[str, ...]] = ("disbursement_id",)

    disbursement_id: str
    """unique payment id (P0)"""
    person_tok: Tok
    """token of the holder's NIK (P2)"""
    programme: AidProgramme
    """programme (P3)"""
    amount: Long
    """amount paid (P3)"""
    period: Month
    """month paid for (P0)"""
    channel: PayChannel
    """how it was paid (P0)"""
    paid_on: date
    """day of payment (P0)"""


class AidDomicileReviewRequired(Event):
    """An aid holder moved out or inside the regency."""

    event_type: ClassVar[str] = "AidDomicileReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINSOS"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok", "programme", "effective_date")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    person_tok: Tok
    """holder (P2)"""
    nik: Nik
    """NIK (P2)"""
    programme: AidProgramme
    """programme (P3)"""
    to_village_code: Village
    """new village (P0)"""
    effective_date: date
    """date of the move (P2)"""


class AidRecipientStatusChanged(Event):
    """The holder of an aid entitlement (KPM) appeared on, changed in or left a programme list; difference of two
    monthly lists of about 62,000 families.
    """

    event_type: ClassVar[str] = "AidRecipientStatusChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINSOS"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok", "programme")

    person_tok: Tok
    """token of the holder's NIK (P2)"""
    nik: Nik
    """NIK on the list (P2)"""
    nik_check: NikCheck
    """how far the NIK was checked (P0)"""
    birth_date: date | None = None
    """second field for matching (P2)"""
    kk_tok: Tok | None = None
    """token of the KK on the list (P2)"""
    programme: AidProgramme
    """PKH, BPNT or LOCAL (P3)"""
    status: MemberStatus
    """ACTIVE or STOPPED (P3)"""
    period: Month
    """month of the list (P0)"""
    village_code: Village
    """village on the list (P0)"""
    source_list_id: str
    """id of the list file (P0)"""


class AidStopProposed(Event):
    """Holder of an active aid entitlement is registered as dead."""

    event_type: ClassVar[str] = "AidStopProposed"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINSOS"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok", "programme")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    person_tok: Tok
    """holder (P2)"""
    nik: Nik
    """NIK of the deceased (P2)"""
    death_date: date
    """date of death (P2)"""
    certificate_no: str
    """death certificate (P2)"""
    programme: AidProgramme
    """programme (P3)"""
    village_code: Village
    """village on the aid list (P0)"""
    match_grade: MatchGrade
    """R11 (P0)"""


class LocalAidCaseOpened(Event):
    """A case was opened at the regency aid desk (Puskesos)."""

    event_type: ClassVar[str] = "LocalAidCaseOpened"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINSOS"
    key_fields: ClassVar[tuple[str, ...]] = ("case_no",)

    case_no: str
    """case number (P0)"""
    person_tok: Tok
    """token of the applicant's NIK (P2)"""
    case_type: AidCaseType
    """kind of need (P3)"""
    village_code: Village
    """village (P0)"""
    opened_on: date
    """date (P0)"""
