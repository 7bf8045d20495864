"""The event types of SETDA; written by `simpul contracts generate` from the .avsc files beside it."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from simpul.events import Event, Int

__all__ = [
    "ActionOverdue",
    "ActionResult",
    "DispositionIssued",
    "DispositionOverdue",
    "LetterActionCompleted",
    "LetterReceived",
    "LetterSecurity",
    "LetterUrgency",
    "ReviewState",
    "WeeklyLetterScore",
]

ActionResult = Literal["ANSWERED", "FILED", "FORWARDED", "NO_ACTION_NEEDED", "UNKNOWN"]
LetterSecurity = Literal["SR", "R", "T", "B", "UNKNOWN"]
LetterUrgency = Literal["SANGAT_SEGERA", "SEGERA", "BIASA", "UNKNOWN"]
ReviewState = Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]


class ActionOverdue(Event):
    """A disposition was not acted upon in time."""

    event_type: ClassVar[str] = "ActionOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "SETDA"
    key_fields: ClassVar[tuple[str, ...]] = ("disposition_id",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    letter_id: str
    """letter (P0)"""
    disposition_id: str
    """disposition (P0)"""
    agenda_no: str
    """agenda number of the letter; letter_id when the letter is not known (P0)"""
    from_post: str
    """post that instructed and receives the alarm (P1)"""
    to_post: str
    """post that must act (P1)"""
    to_unit: str
    """unit (P1)"""
    urgency: LetterUrgency
    """class (P0)"""
    security: LetterSecurity
    """class (P0)"""
    subject: str | None = None
    """only when security is B (P2)"""
    deadline_at: AwareDatetime
    """deadline without grace (P0)"""


class DispositionIssued(Event):
    """A written instruction (disposisi) on a letter. One event per recipient post. The note text is not carried."""

    event_type: ClassVar[str] = "DispositionIssued"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "SETDA"
    key_fields: ClassVar[tuple[str, ...]] = ("letter_id",)

    letter_id: str
    """letter (P0)"""
    disposition_id: str
    """unique per recipient (P0)"""
    disposition_group_id: str
    """id of the sheet; shared by its recipients (P0)"""
    from_post: str
    """post that instructs (P1)"""
    to_post: str
    """post that must act (P1)"""
    to_unit: str
    """unit code of to_post (P1)"""
    instruction_code: str
    """code of reference/code_lists.csv, list instruction (P0)"""
    security: LetterSecurity
    """copied from the letter (P0)"""
    urgency: LetterUrgency
    """of the sheet; else of the letter (P0)"""
    issued_at: AwareDatetime
    """moment of issue (P0)"""
    due_at: AwareDatetime | None = None
    """deadline on the sheet (P0)"""


class DispositionOverdue(Event):
    """No disposition was given in time."""

    event_type: ClassVar[str] = "DispositionOverdue"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "SETDA"
    key_fields: ClassVar[tuple[str, ...]] = ("letter_id",)

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    letter_id: str
    """letter (P0)"""
    agenda_no: str
    """agenda number (P0)"""
    to_unit: str
    """unit (P1)"""
    urgency: LetterUrgency
    """class (P0)"""
    security: LetterSecurity
    """class (P0)"""
    subject: str | None = None
    """only when security is B (P2)"""
    deadline_at: AwareDatetime
    """deadline without grace (P0)"""


class LetterActionCompleted(Event):
    """The follow-up (tindak lanjut) of one disposition was finished."""

    event_type: ClassVar[str] = "LetterActionCompleted"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "SETDA"
    key_fields: ClassVar[tuple[str, ...]] = ("letter_id",)

    letter_id: str
    """letter (P0)"""
    disposition_id: str
    """disposition acted upon (P0)"""
    by_post: str
    """post that acted (P1)"""
    result_code: ActionResult
    """outcome (P0)"""
    reply_letter_id: str | None = None
    """letter_id of the answer (P0)"""
    completed_at: AwareDatetime
    """moment of completion (P0)"""


class LetterReceived(Event):
    """An incoming official letter (surat masuk) was entered in the agenda."""

    event_type: ClassVar[str] = "LetterReceived"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "SETDA"
    key_fields: ClassVar[tuple[str, ...]] = ("letter_id",)

    letter_id: str
    """neutral id, source-independent: <source>:<native id> (P0)"""
    agenda_no: str
    """agenda number of the receiving unit (P0)"""
    letter_no: str
    """number as printed, kept raw (P0)"""
    letter_date: date | None = None
    """date on the letter (P0)"""
    classification_code: str | None = None
    """archive classification, taken from letter_no where it parses (P0)"""
    security: LetterSecurity
    """SR, R, T or B (P0)"""
    urgency: LetterUrgency
    """SANGAT_SEGERA, SEGERA, BIASA (P0)"""
    sender_org: str
    """sending body (P0)"""
    sender_person: str | None = None
    """only if the sender is a private person (P2)"""
    subject: str | None = None
    """null unless security is B (P2)"""
    to_unit: str
    """receiving unit code (P1)"""
    received_at: AwareDatetime
    """moment of entry; clock of the first deadline (P0)"""
    due_at: AwareDatetime | None = None
    """deadline written on the letter (P0)"""
    file_hash: str | None = None
    """SHA-256 of the scan, hex (P0)"""


class WeeklyLetterScore(Event):
    """Letters by unit and ISO week of receipt."""

    event_type: ClassVar[str] = "WeeklyLetterScore"
    schema_version: ClassVar[int] = 1
    owner: ClassVar[str] = "SETDA"
    key_fields: ClassVar[tuple[str, ...]] = ("week", "unit")

    case_id: UUID
    """computed, above; same case = same id (P0)"""
    flow: str
    """F1..F11 (P0)"""
    state: ReviewState
    """OPEN, RESOLVED (the partner or the wanted change came), WITHDRAWN (ended in any other way); flows.yaml R7 (P0)"""
    caused_by: list[UUID]
    """event_ids of the rows used, for RESOLVED and WITHDRAWN also of the event that ended the case; sorted (P0)"""
    week: str
    """ISO week, 2026-W10 (P0)"""
    unit: str
    """unit code (P0)"""
    letters: Int
    """received (P0)"""
    disposed_in_time: Int
    """first disposition not after the deadline (without grace) (P0)"""
    actions: Int
    """dispositions (P0)"""
    acted_in_time: Int
    """completed not after the deadline (without grace) (P0)"""
