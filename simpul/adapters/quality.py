"""What an adapter says of the rows it could not take as they were, without repeating a value of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from simpul.adapters.emission import Emission
from simpul.events import Event
from simpul.ids import source_event_id
from simpul.numbers import ReasonCode, Verdict

Place = int | str

BUS = 0  # the system that publishes what adapters say of their rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason why a row was rejected, ignored or taken with a warning.

    Attributes:
        row: line number in the file, or the path of a part of a document (`data[0].disposisi[1]`).
        reason: its code.
        verdict: the reason's own, but REJECT where no event can be made without what a warning is about.
        field: the column concerned.
        of: for a duplicate, the row that said the same first.
    """

    row: Place
    reason: ReasonCode
    verdict: Verdict
    field: str | None = None
    of: Place | None = None


def found(row: Place, reason: ReasonCode, *, field: str | None = None, of: Place | None = None) -> Finding:
    """A finding with its reason's own verdict."""
    return Finding(row=row, reason=reason, verdict=reason.verdict, field=field, of=of)


def flags(
    findings: Iterable[Finding], *, flagged: type[Event], system: int, file: str, read_at: datetime, reading: str = ""
) -> tuple[Emission, ...]:
    """One event for each row and reason, in the order of the findings; the first field of a reason counts.

    Args:
        findings: of one reading of one file.
        flagged: the class of `DataQualityFlagged`.
        system: the source system.
        file: its name, without folder.
        read_at: when the file was read.
        reading: what tells this reading from another one of a file of the same name, whose flags are others.
    """
    first: dict[tuple[Place, ReasonCode], Finding] = {}
    for finding in findings:
        first.setdefault((finding.row, finding.reason), finding)
    return tuple(
        _flag(
            finding,
            flagged=flagged,
            system=system,
            source_ref=f"{file}#{finding.row}",
            reading=reading,
            read_at=read_at,
        )
        for finding in first.values()
    )


def _flag(
    finding: Finding, *, flagged: type[Event], system: int, source_ref: str, reading: str, read_at: datetime
) -> Emission:
    version = f"{finding.reason.value}/{reading}" if reading else finding.reason.value
    event = flagged.model_validate(
        {
            "source_system": system,
            "source_ref": source_ref,
            "verdict": finding.verdict.value,
            "reason_code": finding.reason.value,
            "field": finding.field,
        }
    )
    return Emission(
        system=BUS,
        event=event,
        event_id=source_event_id(BUS, table=f"rows-of-{system}", primary_key=source_ref, version=version),
        occurred_at=read_at,
        registered_at=read_at,
    )
