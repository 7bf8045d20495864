"""The event types of DPMPTSP; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simpul.events import Event

__all__ = [
    "BusinessLicenceIssued",
    "BusinessScale",
    "LegalForm",
    "LicenceStatus",
    "Nib",
    "RiskClass",
    "Tok",
    "Village",
]

BusinessScale = Literal["MICRO", "SMALL", "MEDIUM", "LARGE", "UNKNOWN"]
LegalForm = Literal["PERSON", "COMPANY", "UNKNOWN"]
LicenceStatus = Literal["ACTIVE", "SUSPENDED", "REVOKED", "UNKNOWN"]
RiskClass = Literal["LOW", "MEDIUM_LOW", "MEDIUM_HIGH", "HIGH", "UNKNOWN"]
Nib = Annotated[str, Field(pattern=r"^[0-9]{13}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class BusinessLicenceIssued(Event):
    """Business number (NIB) or local permit issued or its status changed."""

    event_type: ClassVar[str] = "BusinessLicenceIssued"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DPMPTSP"
    key_fields: ClassVar[tuple[str, ...]] = ("nib",)

    nib: Nib
    """business number (P0)"""
    legal_form: LegalForm
    """person or company (P0)"""
    owner_tok: Tok | None = None
    """token of the owner's NIK if legal_form is PERSON (P2)"""
    trade_name: str
    """trade name (P2 if it is a person's name) (P0)"""
    kbli: list[str]
    """KBLI 2020 codes, 5 digits (P0)"""
    risk: RiskClass
    """risk class (P0)"""
    scale: BusinessScale
    """size (P0)"""
    address: str
    """place of business (P0 for a company) (P2)"""
    village_code: Village
    """village of the business (P0)"""
    status: LicenceStatus
    """ACTIVE, SUSPENDED, REVOKED (P0)"""
    issued_on: date
    """date of issue (P0)"""
