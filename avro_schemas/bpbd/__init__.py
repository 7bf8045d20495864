"""The event types of BPBD; written by `simpul contracts generate` from the .avsc files beside it."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from simpul.events import Event, Int

__all__ = [
    "AckOutcome",
    "AgeBand",
    "AlertAckOverdue",
    "AlertAcknowledged",
    "AlertChannel",
    "AlertDispatched",
    "Certainty",
    "EvacueeGapReviewRequired",
    "EvacueeRegistered",
    "HazardAlertRaised",
    "HazardKind",
    "HazardLevel",
    "ReviewState",
    "ShelterCapacityReviewRequired",
    "ShelterState",
    "TargetKind",
    "Tok",
    "Village",
]

AckOutcome = Literal["SOUNDED", "READ", "FAILED", "UNKNOWN"]
AgeBand = Literal["UNDER_5", "CHILD", "ADULT", "AGED", "UNKNOWN"]
AlertChannel = Literal["SIREN", "APP", "SMS", "PHONE", "RADIO", "UNKNOWN"]
Certainty = Literal["OBSERVED", "LIKELY", "POSSIBLE", "UNKNOWN"]
HazardKind = Literal["LAHAR", "APG", "QUAKE", "FLOOD", "UNKNOWN"]
HazardLevel = Literal["NORMAL", "WASPADA", "SIAGA", "AWAS", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
ShelterState = Literal["ARRIVED", "LEFT", "UNKNOWN"]
TargetKind = Literal["SIREN", "SCHOOL", "HEALTH", "VILLAGE", "MINE_GATE", "HOSPITAL", "UNKNOWN"]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class AlertAckOverdue(Event):
    """A target did not confirm; go to the next channel."""

    event_type: ClassVar[str] = "AlertAckOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPBD"
    key_fields: ClassVar[tuple[str, ...]] = ("alert_id", "target_id")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    alert_id: str
    """alert (P0)"""
    target_id: str
    """target (P0)"""
    level: HazardLevel
    """level (P0)"""
    next_channel: AlertChannel
    """next channel of the target (P0)"""


class AlertAcknowledged(Event):
    """A siren, school, village, mine or hospital confirmed an alert."""

    event_type: ClassVar[str] = "AlertAcknowledged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPBD"
    key_fields: ClassVar[tuple[str, ...]] = ("alert_id", "target_id")

    alert_id: str
    """alert (P0)"""
    target_id: str
    """id of reference/hazard_zones.csv (P0)"""
    channel: AlertChannel
    """channel that confirmed (P0)"""
    outcome: AckOutcome
    """SOUNDED, READ, FAILED (P0)"""
    acked_at: AwareDatetime
    """moment (P0)"""


class AlertDispatched(Event):
    """The alert was sent to one target."""

    event_type: ClassVar[str] = "AlertDispatched"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPBD"
    key_fields: ClassVar[tuple[str, ...]] = ("alert_id", "target_id")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    alert_id: str
    """alert (P0)"""
    target_id: str
    """target (P0)"""
    target_kind: TargetKind
    """kind (P0)"""
    village_code: Village
    """village of the target (P0)"""
    channel: AlertChannel
    """first channel of the target (P0)"""
    hazard: HazardKind
    """kind of hazard (P0)"""
    level: HazardLevel
    """level (P0)"""
    advice: str
    """text (P0)"""


class EvacueeGapReviewRequired(Event):
    """Fewer residents in shelters than live in the hamlet."""

    event_type: ClassVar[str] = "EvacueeGapReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPBD"
    key_fields: ClassVar[tuple[str, ...]] = ("alert_id", "village_code", "hamlet")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    alert_id: str
    """alert in force (P0)"""
    village_code: Village
    """village (P0)"""
    hamlet: str
    """dusun; empty string: the card names none (P0)"""
    residents: Int
    """on the newest card, neither deceased nor moved out (P0)"""
    sheltered: Int
    """of these, registered in shelters (P0)"""
    missing: Int
    """residents - sheltered (P0)"""


class EvacueeRegistered(Event):
    """A person arrived at or left a shelter. Erased 90 days after the emergency ends."""

    event_type: ClassVar[str] = "EvacueeRegistered"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPBD"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok",)

    person_tok: Tok
    """token of the NIK, or of shelter_id+local number when no NIK is known (P2)"""
    name: str
    """name (P2)"""
    age_band: AgeBand
    """coarse age (P3)"""
    vulnerable: bool
    """infant, aged, pregnant, disabled or ill (P3)"""
    from_village_code: Village
    """home village (P0)"""
    hamlet: str | None = None
    """home dusun (P2)"""
    shelter_id: str
    """shelter (P0)"""
    state: ShelterState
    """ARRIVED or LEFT (P2)"""
    arrived_at: AwareDatetime
    """moment of the state (P2)"""


class HazardAlertRaised(Event):
    """A hazard warning: lahar, pyroclastic flow (APG), quake, flood. Priority lane."""

    event_type: ClassVar[str] = "HazardAlertRaised"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPBD"
    key_fields: ClassVar[tuple[str, ...]] = ("alert_id",)

    alert_id: str
    """unique id of the source (P0)"""
    hazard: HazardKind
    """kind (P0)"""
    level: HazardLevel
    """NORMAL, WASPADA, SIAGA, AWAS (P0)"""
    source: str
    """issuing body or sensor (P0)"""
    village_codes: list[Village]
    """affected villages, sorted; empty if only zone_polygon is given (P0)"""
    zone_polygon: str | None = None
    """WKT polygon, WGS 84 (P0)"""
    river: str | None = None
    """river (P0)"""
    advice: str
    """text for the public (P0)"""
    certainty: Certainty
    """observed, likely, possible (P0)"""
    valid_until: AwareDatetime
    """end of validity (P0)"""
    replaces: str | None = None
    """alert_id it replaces; counts as cancels of that alert (P0)"""


class ShelterCapacityReviewRequired(Event):
    """A shelter is full."""

    event_type: ClassVar[str] = "ShelterCapacityReviewRequired"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "BPBD"
    key_fields: ClassVar[tuple[str, ...]] = ("shelter_id",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    shelter_id: str
    """shelter (P0)"""
    capacity: Int
    """places (P0)"""
    occupied: Int
    """persons (P0)"""
