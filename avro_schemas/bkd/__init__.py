"""The event types of BKD; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from simpul.events import Event

__all__ = [
    "EmployeeDeathNotice",
    "EmployeeLeftService",
    "EmployeePositionChanged",
    "LeaveReason",
    "MatchGrade",
    "Nip",
    "ReviewState",
    "Tok",
]

LeaveReason = Literal["RETIRED", "DIED", "RESIGNED", "DISMISSED", "TRANSFERRED_OUT", "UNKNOWN"]
MatchGrade = Literal["STRONG", "WEAK", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
Nip = Annotated[str, Field(pattern=r"^[0-9]{18}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]


class EmployeeDeathNotice(Event):
    """A registered death belongs to an employee."""

    event_type: ClassVar[str] = "EmployeeDeathNotice"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BKD"
    key_fields: ClassVar[tuple[str, ...]] = ("nip",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    nip: Nip
    """employee (P1)"""
    death_date: date
    """date of death (P2)"""
    certificate_no: str
    """death certificate (P2)"""
    match_grade: MatchGrade
    """R11: STRONG when the NIP's birth date equals the registered one (P0)"""


class EmployeeLeftService(Event):
    """A civil servant retired, died, resigned or was dismissed."""

    event_type: ClassVar[str] = "EmployeeLeftService"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BKD"
    key_fields: ClassVar[tuple[str, ...]] = ("nip",)

    nip: Nip
    """civil-servant number (P1)"""
    person_tok: Tok
    """token of the employee's NIK (P2)"""
    name: str
    """name with titles (P1)"""
    reason: LeaveReason
    """DISMISSED is specific data, so the field is P3 as a whole (P3)"""
    unit: str
    """last unit code (P1)"""
    effective_date: date
    """TMT (P1)"""


class EmployeePositionChanged(Event):
    """A civil servant was appointed, moved or promoted (mutasi, promosi). effective_date (TMT) may lie in the past
    or the future. from_unit null = new.
    """

    event_type: ClassVar[str] = "EmployeePositionChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BKD"
    key_fields: ClassVar[tuple[str, ...]] = ("nip",)

    nip: Nip
    """civil-servant number (P1)"""
    person_tok: Tok
    """token of the employee's NIK: the only link from a death to a NIP (P2)"""
    name: str
    """name with titles (P1)"""
    from_unit: str | None = None
    """unit code before; null for a new employee (P1)"""
    to_unit: str
    """unit code after (P1)"""
    post_code: str
    """post after the change (P1)"""
    echelon: str | None = None
    """echelon or level (P1)"""
    decree_no: str
    """number of the decree (SK) (P1)"""
    effective_date: date
    """TMT (P1)"""
