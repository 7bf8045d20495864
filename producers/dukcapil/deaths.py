"""SIAK's death export: one row a certificate, its correction or its cancellation; pure."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from avro_schemas.dispendukcapil import CivilDocumentCancelled, DeathRegistered
from producers.dukcapil.death_row import (
    COLUMNS,
    Cancellation,
    Registration,
    Rejected,
    Status,
    check_row,
    content_of,
    is_data,
)
from producers.dukcapil.export import read_lines
from simpul.adapters import Codes, Emission, Finding, found, start_of
from simpul.ids import source_event_id
from simpul.numbers import ReasonCode, nik_column_damaged
from simpul.tokens import TokenDomain, Tokens

SIAK = 1  # id of the source system
TABLE = "kematian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A row that became an event, and what should be looked at in it."""

    row: int
    emission: Emission
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """What one file said: every row after the head is accepted, rejected or ignored."""

    rows: int
    accepted: tuple[Accepted, ...]
    rejected: tuple[Finding, ...]
    ignored: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to be flagged."""
        return (*self.rejected, *self.ignored, *(warning for row in self.accepted for warning in row.warnings))


def read_deaths(content: bytes, *, file: str, codes: Codes, tokens: Tokens) -> Deaths:
    """The events of a death export, and what became of every other row.

    Raises:
        SimpulError: the file is no such export.
    """
    lines = read_lines(content, columns=COLUMNS, file=file)
    damaged = nik_column_damaged(line["NIK"] for line in lines if is_data(line))
    register = _Register(tokens)
    accepted: list[Accepted] = []
    rejected: list[Finding] = []
    ignored: list[Finding] = []
    first: dict[tuple[str, ...], int] = {}
    for line in lines:
        if not is_data(line):
            ignored.append(found(line.number, ReasonCode.NOT_DATA))
            continue
        earlier = first.setdefault(content_of(line), line.number)
        if earlier != line.number:
            ignored.append(found(line.number, ReasonCode.DUPLICATE_ROW, of=earlier))
            continue
        try:
            row = check_row(line, codes=codes, column_damaged=damaged)
        except Rejected as rejection:
            rejected.append(rejection.finding)
        else:
            accepted.append(register.enter(row))
    return Deaths(rows=len(lines), accepted=tuple(accepted), rejected=tuple(rejected), ignored=tuple(ignored))


@dataclass(slots=True)
class _Register:
    """The certificates of the file so far: which event of each is the newest, and how often it was entered."""

    tokens: Tokens
    newest: dict[str, UUID] = field(default_factory=dict)
    entries: Counter[tuple[str, str]] = field(default_factory=Counter)

    def enter(self, row: Registration | Cancellation) -> Accepted:
        """The event of a row."""
        emission = self._registered(row) if isinstance(row, Registration) else self._cancelled(row)
        return Accepted(row=row.number, emission=emission, warnings=row.warnings)

    def _registered(self, row: Registration) -> Emission:
        earlier = self.newest.get(row.certificate_no)
        event = DeathRegistered(
            person_tok=self.tokens.token(TokenDomain.NIK, row.nik),
            nik=row.nik,
            name=row.name,
            sex=row.sex,
            birth_date=row.birth_date,
            death_date=row.death_date,
            certificate_no=row.certificate_no,
            place_class=row.place,
            was_head_of_family=row.was_head,
            kk_tok=None if row.kk is None else self.tokens.token(TokenDomain.KK, row.kk),
            village_code=row.village_code,
        )
        event_id = self.newest[row.certificate_no] = self._event_id(row, "AKTIF")
        return Emission(
            system=SIAK,
            event=event,
            event_id=event_id,
            occurred_at=start_of(row.death_date),
            # A second row of a certificate is a correction, and official since it was entered.
            registered_at=start_of(row.certified_on if earlier is None else row.entered_on),
            supersedes=earlier,
            region_code=row.village_code,
        )

    def _cancelled(self, row: Cancellation) -> Emission:
        event = CivilDocumentCancelled(
            person_tok=self.tokens.token(TokenDomain.NIK, row.nik),
            document_type="DEATH",
            certificate_no=row.certificate_no,
            cert_tok=self.tokens.token(TokenDomain.CERT, row.certificate_no),
            ground=None,
            decided_on=row.entered_on,
        )
        return Emission(
            system=SIAK,
            event=event,
            event_id=self._event_id(row, "BATAL"),
            occurred_at=start_of(row.entered_on),
            registered_at=start_of(row.entered_on),
            # Unknown when the certificate stands in an earlier file: readers then go by its token.
            cancels=self.newest.pop(row.certificate_no, None),
        )

    def _event_id(self, row: Registration | Cancellation, status: Status) -> UUID:
        version = f"{row.entered_on}/{status}"
        self.entries[row.certificate_no, version] += 1
        again = self.entries[row.certificate_no, version]
        return source_event_id(
            SIAK, table=TABLE, primary_key=row.certificate_no, version=version if again == 1 else f"{version}/{again}"
        )
