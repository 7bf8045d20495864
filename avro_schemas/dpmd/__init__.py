"""The event types of DPMD; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from simpul.events import Event

__all__ = [
    "NewResidentNotice",
    "Nik",
    "ReviewState",
    "Tok",
    "Village",
    "VillageLetterIssued",
    "VillageLetterType",
    "VillageRegisterUpdateProposed",
]

ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
VillageLetterType = Literal[
    "DOMICILE",
    "BUSINESS",
    "POVERTY",
    "HEALTH",
    "DEATH",
    "BIRTH",
    "INTRODUCTION",
    "OTHER",
    "UNKNOWN",
]
Nik = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class NewResidentNotice(Event):
    """A person moved into a village."""

    event_type: ClassVar[str] = "NewResidentNotice"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DPMD"
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
    """token of nik (P2)"""
    nik: Nik
    """person (P2)"""
    name: str
    """name (P2)"""
    address: str | None = None
    """new address (P2)"""
    to_village_code: Village
    """the one village that receives it (P0)"""
    effective_date: date
    """date of the move (P2)"""


class VillageLetterIssued(Event):
    """A village office issued a letter for a resident (surat keterangan desa)."""

    event_type: ClassVar[str] = "VillageLetterIssued"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DPMD"
    key_fields: ClassVar[tuple[str, ...]] = ("village_code",)

    letter_ref: str
    """number in the village book (P0)"""
    village_code: Village
    """issuing village (P0)"""
    letter_type: VillageLetterType
    """a poverty or health letter reveals specific data (P3)"""
    person_tok: Tok
    """token of the resident's NIK (P2)"""
    issued_on: date
    """date (P0)"""


class VillageRegisterUpdateProposed(Event):
    """The village register should take over a death or a departure."""

    event_type: ClassVar[str] = "VillageRegisterUpdateProposed"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DPMD"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok", "reason_code", "effective_date")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    person_tok: Tok
    """token of nik (P2)"""
    nik: Nik
    """person (P2)"""
    reason_code: str
    """DIED or MOVED_OUT (P0)"""
    effective_date: date
    """date of death or of the move (P2)"""
    village_code: Village
    """the one village that receives it (P0)"""
