"""The event types of BPKD; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from simpul.events import Event, Int, Long

__all__ = [
    "Month",
    "Nip",
    "PayReason",
    "PayrollLinePrepared",
    "PayrollLineReviewRequired",
    "ReviewState",
]

PayReason = Literal["DECEASED", "LEFT_SERVICE", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Nip = Annotated[str, Field(pattern=r"^[0-9]{18}$")]


class PayrollLinePrepared(Event):
    """One line of the draft monthly payroll, before approval. 12,000 lines in two days a month."""

    event_type: ClassVar[str] = "PayrollLinePrepared"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPKD"
    key_fields: ClassVar[tuple[str, ...]] = ("nip", "period")

    nip: Nip
    """civil-servant number (P1)"""
    period: Month
    """month paid for (P0)"""
    unit: str
    """paying unit code (P1)"""
    gross: Long
    """gross pay (P3)"""
    net: Long
    """net pay (P3)"""
    allowance_codes: list[str]
    """allowance codes (P3)"""
    family_members_count: Int
    """persons counted for the family allowance (P2)"""


class PayrollLineReviewRequired(Event):
    """A draft payroll line for a month after the person died or left."""

    event_type: ClassVar[str] = "PayrollLineReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPKD"
    key_fields: ClassVar[tuple[str, ...]] = ("nip", "period")

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
    period: Month
    """month of the line (P0)"""
    reason_class: PayReason
    """DECEASED or LEFT_SERVICE; DECEASED wins while both hold (P2)"""
    since: date
    """date of death, else effective date of leaving (P2)"""
