"""The event types of DINDIKBUD; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from simpul.events import Event, Int

__all__ = [
    "EnrolmentChange",
    "Nik",
    "PupilTransferReviewRequired",
    "ReviewState",
    "SchoolIntakeForecast",
    "SchoolPlaceReviewRequired",
    "StudentEnrolmentChanged",
    "Tok",
    "Village",
]

EnrolmentChange = Literal["ENTERED", "LEFT", "GRADUATED", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
Nik = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class PupilTransferReviewRequired(Event):
    """A pupil with a current school moved out or inside the regency."""

    event_type: ClassVar[str] = "PupilTransferReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINDIKBUD"
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
    """pupil (P3)"""
    name: str
    """name (P3)"""
    grade: Int
    """class (P3)"""
    npsn: str
    """present school, which alone receives it (P0)"""
    effective_date: date
    """date of the move (P2)"""


class SchoolIntakeForecast(Event):
    """Registered births by year and village of residence."""

    event_type: ClassVar[str] = "SchoolIntakeForecast"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINDIKBUD"
    key_fields: ClassVar[tuple[str, ...]] = ("birth_year", "village_code")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    birth_year: Int
    """year of birth (P0)"""
    village_code: Village
    """village (P0)"""
    children: Int | None = None
    """null when 1 to 4 (suppressed) (P0)"""
    suppressed: bool
    """true when 1 to 4 (P0)"""


class SchoolPlaceReviewRequired(Event):
    """A child of school age moved in and no school entry followed."""

    event_type: ClassVar[str] = "SchoolPlaceReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINDIKBUD"
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
    to_village_code: Village
    """new village (P0)"""
    effective_date: date
    """date of the move (P3)"""


class StudentEnrolmentChanged(Event):
    """A pupil entered, left or finished a school. Everything about the pupil is P3."""

    event_type: ClassVar[str] = "StudentEnrolmentChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DINDIKBUD"
    key_fields: ClassVar[tuple[str, ...]] = ("child_tok",)

    child_tok: Tok
    """token of the pupil's NIK (P3)"""
    name: str
    """name (P3)"""
    npsn: str
    """school number, 8 digits (P0)"""
    grade: Int
    """class 1..12 (P3)"""
    change: EnrolmentChange
    """ENTERED, LEFT, GRADUATED (P3)"""
    changed_on: date
    """date (P3)"""
