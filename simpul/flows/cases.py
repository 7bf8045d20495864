"""Cases: what becomes of one when its rows change, the same for every step (flows.yaml R7, R8)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple, TypedDict
from uuid import UUID

from simpul.flows.rows import RowData
from simpul.ids import case_id, derived_event_id


class State(StrEnum):
    """The states of a case, as they are published."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"
    WITHDRAWN = "WITHDRAWN"


class Cause(StrEnum):
    """What an instant is about."""

    EVENT = "EVENT"
    CORRECTION = "CORRECTION"
    CANCELLATION = "CANCELLATION"
    TIMER = "TIMER"


class Common(TypedDict):
    """What every derived event says of its case."""

    case_id: UUID
    flow: str
    state: Literal["OPEN", "RESOLVED", "WITHDRAWN", "UNKNOWN"]
    caused_by: list[UUID]


# A flow makes an event with this in place of what only the engine knows of its case.
UNTOLD: Common = {"case_id": UUID(int=0), "flow": "", "state": "OPEN", "caused_by": []}


class Trigger(NamedTuple):
    """What led to an instant; a timer has no event id."""

    cause: Cause
    event_id: str


class Used(TypedDict):
    """A row a case was made of: its id and the event of its values."""

    row_id: str
    event_id: str


class Case(TypedDict):
    """What is kept of a case: its state, how often it spoke, and the last OPEN: its event, its rows, where they stood.

    `was` is the row of the step's own side; `opened_ms` the bus clock when it became open; `resolved_by` the id of
    the row that resolved it.
    """

    event_type: str
    key: str
    state: str
    n: int
    value: bytes
    event_id: str
    used: list[Used]
    stood: list[list[str]]
    was: RowData
    opened_ms: int
    resolved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A case that is made and due now, with its event as bytes that are equal where no output field differs."""

    event_type: str
    key: str
    value: bytes
    receivers: tuple[object, ...]  # the fields by which subscribers are chosen
    used: list[Used]
    stood: list[list[str]]
    was: RowData


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One output of a case: its state, the event it repeats or brings, its ids and what caused it."""

    state: State
    value: bytes
    case_id: UUID
    event_id: UUID
    caused_by: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Instant:
    """What one event or timer does to the cases of a flow: `said` is sent, in this order."""

    flow: str
    trigger: Trigger
    now_ms: int
    said: list[Said] = field(default_factory=list)

    def open(self, before: Case | None, made: Made, *, receivers: tuple[object, ...] | None) -> Case:
        """The case is made and due; `receivers` are those of the last OPEN, if it is open.

        An open case says something only if its data changed; to other receivers it is withdrawn first.
        """
        if before is not None and before["state"] == State.OPEN:
            if before["value"] == made.value:
                kept = before.copy()
                kept.update({"used": made.used, "stood": made.stood, "was": made.was})
                return kept
            if receivers != made.receivers:
                before = self.end(before, State.WITHDRAWN)
        stays_open = before is not None and before["state"] == State.OPEN
        case = Case(
            event_type=made.event_type,
            key=made.key,
            state=State.OPEN,
            n=1 if before is None else before["n"] + 1,
            value=made.value,
            event_id="",
            used=made.used,
            stood=made.stood,
            was=made.was,
            opened_ms=before["opened_ms"] if before is not None and stays_open else self.now_ms,
            resolved_by="",
        )
        case["event_id"] = str(self._say(case))
        return case

    def end(self, before: Case, state: State, *, resolved_by: str = "") -> Case:
        """The case is over; it repeats the data of the last OPEN."""
        case = before.copy()
        case.update({"state": state, "n": before["n"] + 1, "resolved_by": resolved_by})
        self._say(case, by=self.trigger.event_id)
        return case

    def _say(self, case: Case, *, by: str = "") -> UUID:
        causes = sorted({one["event_id"] for one in case["used"]} | ({by} if by else set()))
        named = case_id(case["event_type"], key=case["key"])
        event_id = derived_event_id(self.flow, case=named, caused_by=causes, n=case["n"])
        self.said.append(
            Said(
                state=State(case["state"]),
                value=case["value"],
                case_id=named,
                event_id=event_id,
                caused_by=tuple(causes),
            )
        )
        return event_id
