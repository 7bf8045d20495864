"""The event types of DPUTR; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from simpul.events import Event, Int

__all__ = [
    "BuildingFunction",
    "BuildingPermitIssued",
    "Nop",
    "PbbUpdateNotice",
    "PermitKind",
    "ReviewState",
    "Tok",
    "Village",
]

BuildingFunction = Literal["DWELLING", "BUSINESS", "SOCIAL", "RELIGIOUS", "MIXED", "SPECIAL", "UNKNOWN"]
PermitKind = Literal["PBG", "SLF", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
Nop = Annotated[str, Field(pattern=r"^[0-9]{18}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class BuildingPermitIssued(Event):
    """Building approval (PBG) or fitness certificate (SLF) issued."""

    event_type: ClassVar[str] = "BuildingPermitIssued"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DPUTR"
    key_fields: ClassVar[tuple[str, ...]] = ("permit_no",)

    permit_no: str
    """unique number (P0)"""
    permit_kind: PermitKind
    """PBG or SLF (P0)"""
    owner_tok: Tok | None = None
    """token of the owner's NIK if a person (P2)"""
    owner_name: str | None = None
    """owner (P2)"""
    nop: Nop | None = None
    """tax-object number if the applicant gave it (P2)"""
    land_certificate_no: str | None = None
    """land title number (P2)"""
    lat: float | None = None
    """WGS 84 degrees, -8.6..-7.8 (P2)"""
    lon: float | None = None
    """WGS 84 degrees, 112.7..113.5 (P2)"""
    village_code: Village
    """village of the building (P0)"""
    floor_area_m2: float
    """total floor area, m2 (P0)"""
    floors: Int
    """storeys (P0)"""
    function_code: BuildingFunction
    """use (P0)"""
    issued_on: date
    """date of issue (P0)"""


class PbbUpdateNotice(Event):
    """The object of this permit was updated."""

    event_type: ClassVar[str] = "PbbUpdateNotice"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DPUTR"
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
    updated_on: date
    """changed_on of the object (P0)"""
