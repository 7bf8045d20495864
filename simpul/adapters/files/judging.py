"""What becomes of the lines of a file: events, findings, and the lines that go back to the clerk."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from simpul.adapters.files.export import Export, TableExport, Told
from simpul.adapters.files.line import Line, Opened
from simpul.adapters.files.opening import opened
from simpul.adapters.files.register import Accepted, Register
from simpul.adapters.mapping import Known, Rejected, Row
from simpul.adapters.quality import Finding, found
from simpul.numbers import ReasonCode, Verdict, nik_column_damaged
from simpul.state import MemoryStore


@dataclass(slots=True)
class Judged:
    """What has become of some lines.

    Attributes:
        rows: how many there were.
        accepted: what became an event.
        rejected: rows and parts of rows of which nothing could be made.
        ignored: titles and duplicates.
        returned: the lines of what was rejected, and why.
    """

    rows: int = 0
    accepted: list[Accepted] = field(default_factory=list)
    rejected: list[Finding] = field(default_factory=list)
    ignored: list[Finding] = field(default_factory=list)
    returned: list[tuple[Line, tuple[Finding, ...]]] = field(default_factory=list)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to be flagged."""
        return (*self.rejected, *self.ignored, *(warning for row in self.accepted for warning in row.warnings))


def read_file(path: Path, *, export: Export, known: Known) -> Judged:
    """What one file says to somebody who has never read another.

    Raises:
        Unreadable: the file is not what was declared.
    """
    file = opened(path, export=export)
    register = Register(MemoryStore(), system=export.system, table=export.table, tokens=known.tokens)
    return judge(file.lines(), export=export, known=with_damage(known, file, export=export), register=register)


def with_damage(known: Known, file: Opened, *, export: Export) -> Known:
    """What rows of this file are read with, after a look at the columns that a spreadsheet may have cut."""
    niks = export.niks if isinstance(export, TableExport) else ()
    damaged = frozenset(
        column for column in niks if nik_column_damaged(str(line.cells.get(column, "")) for line in file.lines())
    )
    return replace(known, damaged=damaged)


def judge(lines: Iterable[Line], *, export: Export, known: Known, register: Register, reading: int = 0) -> Judged:
    """What becomes of some lines of a file."""
    judged = Judged()
    for line in lines:
        judged.rows += 1
        if not _is_data(line, export):
            judged.ignored.append(found(line.place, ReasonCode.NOT_DATA))
            continue
        rejected = []
        for told in _told(Row(line.cells, place=line.place, known=known), export):
            outcome = told if isinstance(told, Finding) else register.enter(told, reading=reading)
            if isinstance(outcome, Accepted):
                judged.accepted.append(outcome)
            elif outcome.verdict is Verdict.REJECT:
                rejected.append(outcome)
            else:
                judged.ignored.append(outcome)
        if rejected:
            judged.rejected += rejected
            judged.returned.append((line, tuple(rejected)))
    return judged


def _is_data(line: Line, export: Export) -> bool:
    if isinstance(export, TableExport):
        return any(line.cells.get(column) for column in export.told_by)
    return bool(line.cells)


def _told(row: Row, export: Export) -> list[Told]:
    try:
        return list(export.mapping(row))
    except Rejected as rejection:
        return [rejection.finding]
    except ValidationError as problem:  # of the contract's own checks; the row is given back, and the next goes on
        fields = (str(error["loc"][0]) for error in problem.errors(include_input=False) if error["loc"])
        return [row.rejected(ReasonCode.LABEL_UNKNOWN, next(fields, None)).finding]
