"""What an adapter says of the rows it could not take as they were, without repeating a value of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from avro_schemas.diskominfo import DataQualityFlagged
from producers.emission import Emission
from simpul.ids import source_event_id
from simpul.numbers import ReasonCode, Verdict

BUS = 0  # the system that publishes what adapters say of their rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason why a row was rejected, ignored or taken with a warning.

    Attributes:
        row: line number in the file.
        reason: its code.
        verdict: the reason's own, but REJECT where no event can be made without what a warning is about.
        field: the column concerned.
        of: for a duplicate, the row that said the same first.
    """

    row: int
    reason: ReasonCode
    verdict: Verdict
    field: str | None = None
    of: int | None = None


def found(row: int, reason: ReasonCode, *, field: str | None = None, of: int | None = None) -> Finding:
    """A finding with its reason's own verdict."""
    return Finding(row=row, reason=reason, verdict=reason.verdict, field=field, of=of)


def flags(findings: Iterable[Finding], *, system: int, file: str, read_at: datetime) -> tuple[Emission, ...]:
    """One `DataQualityFlagged` for each row and reason, in the order of the rows; the first field of a reason counts.

    Args:
        findings: of one reading of one file.
        system: the source system.
        file: its name, without folder.
        read_at: when the file was read.
    """
    first: dict[tuple[int, ReasonCode], Finding] = {}
    for finding in findings:
        first.setdefault((finding.row, finding.reason), finding)
    return tuple(
        _flag(finding, system=system, file=file, read_at=read_at)
        for finding in sorted(first.values(), key=lambda finding: finding.row)
    )


def _flag(finding: Finding, *, system: int, file: str, read_at: datetime) -> Emission:
    place = f"{file}#{finding.row}"
    event = DataQualityFlagged(
        source_system=system,
        source_ref=place,
        verdict=finding.verdict.value,
        reason_code=finding.reason.value,
        field=finding.field,
    )
    return Emission(
        system=BUS,
        event=event,
        event_id=source_event_id(BUS, table=f"rows-of-{system}", primary_key=place, version=finding.reason.value),
        occurred_at=read_at,
        registered_at=read_at,
    )
