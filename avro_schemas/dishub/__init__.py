"""The event types of DISHUB; written by `simpul contracts generate` from the .avsc files beside it."""

from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from simpul.events import Event

__all__ = [
    "LampState",
    "StreetLampStateChanged",
    "VehicleSeen",
    "Village",
]

LampState = Literal["UP", "DOWN", "UNKNOWN"]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class StreetLampStateChanged(Event):
    """A street lamp went down or came back."""

    event_type: ClassVar[str] = "StreetLampStateChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISHUB"
    key_fields: ClassVar[tuple[str, ...]] = ("lamp_id",)

    lamp_id: str
    """pole number (P0)"""
    state: LampState
    """UP or DOWN (P0)"""
    village_code: Village
    """village (P0)"""
    changed_at: AwareDatetime
    """moment (P0)"""


class VehicleSeen(Event):
    """A camera or weighbridge at a sand gate saw a truck. Other vehicles are dropped at the edge."""

    event_type: ClassVar[str] = "VehicleSeen"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISHUB"
    key_fields: ClassVar[tuple[str, ...]] = ("plate",)

    plate: str
    """number plate, normalised "N 1234 XX" (P2)"""
    gate_id: str
    """gate (P0)"""
    device_id: str
    """camera or weighbridge (P0)"""
    confidence: float
    """0..1; below 0.8 the edge drops it (P0)"""
    seen_at: AwareDatetime
    """moment (P0)"""
