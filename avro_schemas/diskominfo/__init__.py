"""The event types of DISKOMINFO; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from simpul.events import Event, Int

__all__ = [
    "AccessChanged",
    "AccessRemovalOverdue",
    "AccessReviewRequired",
    "AccessState",
    "ComplaintAnswerOverdue",
    "ComplaintAnswered",
    "ComplaintCategory",
    "ComplaintChannel",
    "ComplaintOrigin",
    "ComplaintReopened",
    "ComplaintResult",
    "ComplaintRouted",
    "ComplaintRoutingOverdue",
    "ComplaintRoutingProposed",
    "ComplaintSubmitted",
    "DataQualityFlagged",
    "Nip",
    "ReviewState",
    "Tok",
    "Verdict",
    "Village",
]

AccessState = Literal["GRANTED", "CHANGED", "REVOKED", "UNKNOWN"]
ComplaintCategory = Literal[
    "ROAD",
    "STREET_LAMP",
    "WASTE",
    "WATER",
    "SOCIAL_AID",
    "POPULATION_DOCUMENTS",
    "HEALTH",
    "EDUCATION",
    "MINING",
    "INFORMATION",
    "OTHER",
    "UNKNOWN",
]
ComplaintChannel = Literal["LAPOR_LUMAJANG", "SP4N", "FACEBOOK", "PPID", "CITIZEN_APP", "UNKNOWN"]
ComplaintOrigin = Literal["LOCAL", "SP4N", "UNKNOWN"]
ComplaintResult = Literal["SOLVED", "PLANNED", "REJECTED", "REFERRED", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
Verdict = Literal["REJECT", "IGNORE", "WARN", "UNKNOWN"]
Nip = Annotated[str, Field(pattern=r"^[0-9]{18}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class AccessChanged(Event):
    """An account of a civil servant in one system was granted, changed or revoked."""

    event_type: ClassVar[str] = "AccessChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("nip",)

    nip: Nip
    """account holder (P1)"""
    system_id: Int
    """id of reference/systems.csv (P0)"""
    roles: list[str]
    """roles after the change; empty when revoked (P1)"""
    state: AccessState
    """GRANTED, CHANGED, REVOKED (P0)"""
    changed_at: AwareDatetime
    """moment (P0)"""


class AccessRemovalOverdue(Event):
    """No change of the account followed the review."""

    event_type: ClassVar[str] = "AccessRemovalOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("nip", "system_id", "effective_date")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    nip: Nip
    """account holder (P1)"""
    system_id: Int
    """system (P0)"""
    effective_date: date
    """from when (P1)"""
    respond_by: AwareDatetime
    """end of the window without grace (P0)"""


class AccessReviewRequired(Event):
    """The owner of a system must review an account."""

    event_type: ClassVar[str] = "AccessReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("nip", "system_id", "effective_date")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    nip: Nip
    """account holder (P1)"""
    name: str
    """name (P1)"""
    system_id: Int
    """system (P0)"""
    old_unit: str
    """unit before (P1)"""
    new_unit: str | None = None
    """unit after; null when the person left (P1)"""
    effective_date: date
    """from when (P1)"""
    respond_by: AwareDatetime
    """end of the window without grace (P0)"""


class ComplaintAnswerOverdue(Event):
    """The department did not answer in time."""

    event_type: ClassVar[str] = "ComplaintAnswerOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("complaint_id", "window_no")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    complaint_id: str
    """complaint (P0)"""
    unit_code: str
    """department (P0)"""
    window_no: Int
    """1, then +1 for every reopening (P0)"""
    deadline_at: AwareDatetime
    """deadline without grace (P0)"""


class ComplaintAnswered(Event):
    """The department answered."""

    event_type: ClassVar[str] = "ComplaintAnswered"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("complaint_id",)

    complaint_id: str
    """complaint (P0)"""
    unit_code: str
    """answering department id (P0)"""
    result_code: ComplaintResult
    """outcome (P0)"""
    answered_at: AwareDatetime
    """moment (P0)"""


class ComplaintReopened(Event):
    """The reporter was not satisfied; a new answer window starts."""

    event_type: ClassVar[str] = "ComplaintReopened"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("complaint_id",)

    complaint_id: str
    """complaint (P0)"""
    reopen_reason: str
    """code (P0)"""
    reopened_at: AwareDatetime
    """moment (P0)"""


class ComplaintRouted(Event):
    """A complaint was given to a department."""

    event_type: ClassVar[str] = "ComplaintRouted"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("complaint_id",)

    complaint_id: str
    """complaint (P0)"""
    unit_code: str
    """department id that must answer (P0)"""
    routed_at: AwareDatetime
    """moment (P0)"""


class ComplaintRoutingOverdue(Event):
    """Nobody gave the complaint to a department in time."""

    event_type: ClassVar[str] = "ComplaintRoutingOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("complaint_id",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    complaint_id: str
    """complaint (P0)"""
    category: ComplaintCategory
    """subject group (P0)"""
    deadline_at: AwareDatetime
    """deadline without grace (P0)"""


class ComplaintRoutingProposed(Event):
    """The complaint fits a known fault; this department should get it."""

    event_type: ClassVar[str] = "ComplaintRoutingProposed"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("complaint_id",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    complaint_id: str
    """complaint (P0)"""
    unit_code: str
    """department (P0)"""
    basis: str
    """LAMP_DOWN (P0)"""


class ComplaintSubmitted(Event):
    """A complaint or information request (aduan) came in on any channel."""

    event_type: ClassVar[str] = "ComplaintSubmitted"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("complaint_id",)

    complaint_id: str
    """<channel>:<external_no> (P0)"""
    channel: ComplaintChannel
    """where it came in (P0)"""
    origin: ComplaintOrigin
    """system of first entry; stops loops between local and national (P0)"""
    external_no: str
    """number in that channel (P0)"""
    category: ComplaintCategory
    """subject group (P0)"""
    text: str
    """text; NIK and phone numbers already redacted by the adapter (P2)"""
    place_text: str | None = None
    """place as written (P2)"""
    lamp_id: str | None = None
    """pole number if stated (P0)"""
    village_code: Village | None = None
    """village if known (P0)"""
    reporter_tok: Tok | None = None
    """token of the reporter's NIK (P2)"""
    anonymous: bool
    """reporter asked not to be named (P0)"""
    identity_shared: bool
    """reporter agreed that the department sees the name (P0)"""
    deadline_class: str
    """code of reference/complaint_deadlines.csv (P0)"""
    submitted_at: AwareDatetime
    """moment of entry (P0)"""


class DataQualityFlagged(Event):
    """Published by every adapter for a row it rejected, ignored or accepted with a warning, and by a flow for an
    event it cannot use (R15). Holds no value from the row.
    """

    event_type: ClassVar[str] = "DataQualityFlagged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISKOMINFO"
    key_fields: ClassVar[tuple[str, ...]] = ("source_ref",)

    source_system: Int
    """id of reference/systems.csv (P0)"""
    source_ref: str
    """<file or table>#<row or primary key>, from a flow <topic>#<event_id>; never a NIK (P0)"""
    verdict: Verdict
    """REJECT, IGNORE, WARN (P0)"""
    reason_code: str
    """code of reference/reason_codes.csv (P0)"""
    field: str | None = None
    """column concerned (P0)"""
