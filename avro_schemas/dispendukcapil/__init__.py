"""The event types of DISPENDUKCAPIL; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

from simpul.events import Event, Int

__all__ = [
    "AgeGroup",
    "BirthMatched",
    "BirthRegistered",
    "BirthRegistrationOverdue",
    "CancelGround",
    "CivilDocument",
    "CivilDocumentCancelled",
    "DeathPlace",
    "DeathRegistered",
    "DeathRegistrationOverdue",
    "FamilyCardChanged",
    "HouseholdMember",
    "Kk",
    "KkReason",
    "MaritalStatus",
    "Month",
    "MoveDirection",
    "MoveReason",
    "Nik",
    "Relation",
    "ResidentIdentityChanged",
    "ResidentMoved",
    "ReviewState",
    "Sex",
    "Tok",
    "Village",
    "VoterDataNotice",
]

AgeGroup = Literal["UNDER_5", "SCHOOL_AGE", "ADULT", "UNKNOWN"]
CancelGround = Literal["COURT_ORDER", "ADMINISTRATIVE_ERROR", "DUPLICATE", "FRAUD", "UNKNOWN"]
CivilDocument = Literal["BIRTH", "DEATH", "MARRIAGE", "DIVORCE", "UNKNOWN"]
DeathPlace = Literal["HOME", "FACILITY", "OTHER", "UNKNOWN"]
KkReason = Literal["NEW", "MEMBERS_CHANGED", "SPLIT", "MERGED", "MOVED", "HEAD_DIED", "DIVORCE", "UNKNOWN"]
MaritalStatus = Literal["UNMARRIED", "MARRIED", "DIVORCED", "WIDOWED", "UNKNOWN"]
MoveDirection = Literal["IN", "OUT", "INTERNAL", "UNKNOWN"]
MoveReason = Literal["WORK", "STUDY", "FAMILY", "MARRIAGE", "HOUSING", "SAFETY", "OTHER", "UNKNOWN"]
Relation = Literal["HEAD", "SPOUSE", "CHILD", "PARENT", "OTHER", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
Sex = Literal["MALE", "FEMALE", "UNKNOWN"]
Kk = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Nik = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
Tok = Annotated[str, Field(pattern=r"^t[0-9]+\.[0-9a-f]{32}$")]
Village = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[12][0-9]{3}$")]


class HouseholdMember(TypedDict):
    """one member of a household"""

    person_tok: Tok
    """token of the member's NIK; P3 for a child (P2)"""
    relation: Relation
    """relation to the head (P2)"""
    is_child: bool
    """under 18 on effective_date (P3)"""


class BirthMatched(Event):
    """Facility report and registration of one birth met."""

    event_type: ClassVar[str] = "BirthMatched"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("child_tok",)

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
    child_first_name: str
    """first name (P3)"""
    birth_key: str
    """join key (P3)"""
    birth_date: date
    """date of birth (P3)"""
    facility_code: str
    """facility of birth (P0)"""
    certificate_no: str
    """birth certificate (P3)"""
    village_code: Village
    """village of residence (P0)"""
    mother_phone: str | None = None
    """only with consent (P2)"""


class BirthRegistered(Event):
    """Birth recorded and birth certificate (akta kelahiran) issued. Everything about the child is P3."""

    event_type: ClassVar[str] = "BirthRegistered"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("child_tok",)

    child_tok: Tok
    """token of the child's NIK (P3)"""
    child_nik: Nik
    """NIK given to the child (P3)"""
    child_name: str
    """full name as on the certificate (P3)"""
    child_first_name: str
    """first word of child_name (the only name a puskesmas gets) (P3)"""
    sex: Sex
    """sex on the certificate (P3)"""
    birth_date: date
    """date of birth (P3)"""
    birth_place: str | None = None
    """place name as printed (P3)"""
    birth_order: Int
    """1 for a single or first-born child, 2.. for twins (P3)"""
    certificate_no: str
    """number of the birth certificate (P3)"""
    mother_tok: Tok | None = None
    """token of the mother's NIK; null when the mother has none (P2)"""
    father_tok: Tok | None = None
    """token of the father's NIK (P2)"""
    kk_tok: Tok
    """token of the KK the child was entered on (P2)"""
    birth_key: str | None = None
    """mother_tok/birth_date/birth_order, null when mother_tok is null (P3)"""
    facility_code: str | None = None
    """health facility of birth; null = born elsewhere or not stated (P0)"""
    village_code: Village
    """village of residence (P0)"""


class BirthRegistrationOverdue(Event):
    """A birth known to a facility was not registered in time."""

    event_type: ClassVar[str] = "BirthRegistrationOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("birth_key",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    birth_key: str
    """join key (P3)"""
    mother_nik: Nik
    """mother (P2)"""
    birth_date: date
    """date of birth (P3)"""
    facility_code: str
    """facility (P0)"""
    mother_village_code: Village
    """village of the mother (P0)"""


class CivilDocumentCancelled(Event):
    """A civil certificate was annulled or withdrawn (pembatalan akta). envelope.cancels names the event that
    published it.
    """

    event_type: ClassVar[str] = "CivilDocumentCancelled"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok",)

    person_tok: Tok
    """token of the NIK of the certificate's subject (P2)"""
    document_type: CivilDocument
    """BIRTH, DEATH, MARRIAGE, DIVORCE (P0)"""
    certificate_no: str
    """number of the annulled certificate (P2)"""
    cert_tok: Tok
    """token of certificate_no (P2)"""
    ground: CancelGround | None = None
    """legal ground (P2)"""
    decided_on: date
    """date of the decision (P0)"""


class DeathRegistered(Event):
    """Death recorded and death certificate (akta kematian) issued. May be registered years after the death. The
    cause of death is not carried.
    """

    event_type: ClassVar[str] = "DeathRegistered"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok",)

    person_tok: Tok
    """token of nik (P2)"""
    nik: Nik
    """NIK of the deceased (P2)"""
    name: str
    """name on the certificate (P2)"""
    sex: Sex
    """sex on the certificate (P2)"""
    birth_date: date
    """second field for matching and age class (P2)"""
    death_date: date
    """date of death (P2)"""
    certificate_no: str
    """number of the death certificate (P2)"""
    place_class: DeathPlace
    """where the person died (P2)"""
    was_head_of_family: bool
    """true: the KK number of the rest of the family will change (P2)"""
    kk_tok: Tok | None = None
    """token of the KK at the time of death (P2)"""
    village_code: Village
    """village of residence (P0)"""


class DeathRegistrationOverdue(Event):
    """A death known to a facility was not registered in time."""

    event_type: ClassVar[str] = "DeathRegistrationOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("case_no",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    case_no: str
    """facility case (P0)"""
    person_tok: Tok | None = None
    """null when not identified (P2)"""
    nik: Nik | None = None
    """null when not identified (P2)"""
    name: str
    """name (P2)"""
    death_date: date
    """WIB date of death_at (P2)"""
    village_code: Village | None = None
    """village of residence (P0)"""
    hamlet: str | None = None
    """dusun (P2)"""
    facility_code: str
    """facility (P0)"""
    reason_code: str
    """NOT_REGISTERED or NIK_UNKNOWN (P0)"""


class FamilyCardChanged(Event):
    """Family card (KK) issued, split, merged or changed: complete list of members after the change."""

    event_type: ClassVar[str] = "FamilyCardChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("kk_tok_new",)

    kk_tok_new: Tok
    """token of kk_no_new (P2)"""
    kk_tok_old: Tok | None = None
    """token of kk_no_old; null for a first card; equal to kk_tok_new when only members changed (P2)"""
    kk_no_new: Kk
    """KK number now valid (P2)"""
    kk_no_old: Kk | None = None
    """KK number before (P2)"""
    head_tok: Tok
    """token of the head's NIK (P2)"""
    members: list[HouseholdMember]
    """all members after the change, head included (P3)"""
    reason: KkReason
    """why the card changed (P2)"""
    village_code: Village
    """village of the household (P0)"""
    hamlet: str | None = None
    """dusun (P2)"""
    effective_date: date
    """date of issue (P0)"""


class ResidentIdentityChanged(Event):
    """Biographic record changed (perubahan biodata, ganti nama, status kawin). Only the four values below travel;
    other changes are named in changed_fields.
    """

    event_type: ClassVar[str] = "ResidentIdentityChanged"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok",)

    person_tok: Tok
    """token of nik (P2)"""
    nik: Nik
    """NIK of the person (the NIK itself never changes) (P2)"""
    changed_fields: list[str]
    """names of changed fields, e.g. [name, marital_status, religion] (P0)"""
    new_name: str | None = None
    """null = not changed (P2)"""
    new_birth_date: date | None = None
    """null = not changed (P2)"""
    new_sex: Sex | None = None
    """null = not changed (P2)"""
    new_marital_status: MaritalStatus | None = None
    """null = not changed (P2)"""
    effective_date: date
    """date of change (P2)"""


class ResidentMoved(Event):
    """One person moved in, out or inside the regency (pindah/datang). One event per person; a household that moves
    shares move_group_id.
    """

    event_type: ClassVar[str] = "ResidentMoved"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("person_tok",)

    person_tok: Tok
    """token of nik (P2)"""
    nik: Nik
    """NIK of the person (P2)"""
    name: str
    """full name (P2)"""
    birth_date: date
    """treat as P3 when age_group is not ADULT (P2)"""
    age_group: AgeGroup
    """age on effective_date: UNDER_5, SCHOOL_AGE (5-18), ADULT (P3)"""
    direction: MoveDirection
    """IN, OUT or INTERNAL, seen from Lumajang (P0)"""
    from_village_code: Village
    """village left (any regency) (P0)"""
    to_village_code: Village
    """village of arrival (any regency) (P0)"""
    address: str | None = None
    """new street address (P2)"""
    kk_tok_old: Tok | None = None
    """token of the KK left (P2)"""
    kk_tok_new: Tok | None = None
    """token of the KK joined (P2)"""
    move_group_id: str
    """id of the move letter shared by the household (P0)"""
    member_count: Int
    """persons in this move (P0)"""
    move_reason: MoveReason | None = None
    """reason on the form (P2)"""
    effective_date: date
    """date the move takes effect (P2)"""


class VoterDataNotice(Event):
    """Registered deaths of persons of 17 and over, each once, by village and month of registration; no personal
    data.
    """

    event_type: ClassVar[str] = "VoterDataNotice"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "DISPENDUKCAPIL"
    key_fields: ClassVar[tuple[str, ...]] = ("month", "village_code")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    month: Month
    """month of registration (P0)"""
    village_code: Village
    """village (P0)"""
    deaths: Int | None = None
    """null when 1 to 4 (suppressed) (P0)"""
    suppressed: bool
    """true when 1 to 4 (P0)"""
