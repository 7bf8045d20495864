"""Nadine's export of letters: a letter, its dispositions to each recipient, and what became of them."""

import re
from collections.abc import Iterator
from typing import get_args

from avro_schemas.setda import (
    ActionResult,
    DispositionIssued,
    LetterActionCompleted,
    LetterReceived,
    LetterSecurity,
    LetterUrgency,
)
from simpul.adapters import Setup
from simpul.adapters.files import DocumentExport, FileDrop, Told
from simpul.adapters.mapping import Rejected, Row, Said
from simpul.numbers import ReasonCode

NADINE = 11  # id of the source system
PRIVATE = "PERORANGAN"  # where a person stands instead of a body
OPEN = "B"
INSTRUCTIONS = ("TL", "PEL", "UDK", "KOOR")

_LETTER_NO = re.compile(r"([0-9]{3}(?:\.[0-9]+)*)/[^/]+/427\.[0-9]+/[0-9]{4}", re.ASCII)


def source(setup: Setup) -> FileDrop:
    """The folder of this export."""
    return FileDrop.of(LETTERS, setup=setup)


def letter(row: Row) -> Iterator[Told]:
    """What a record says; of a rejected letter no part is taken, but a rejected disposition leaves the others."""
    sheets = row.parts("disposisi")
    try:
        received, event = _received(row)
    except Rejected as rejection:
        yield rejection.finding
        yield from (sheet.rejected(ReasonCode.PARENT_REJECTED).finding for sheet in sheets)
        return
    yield received
    for sheet in sheets:
        try:
            yield from list(_sheet(sheet, event))
        except Rejected as rejection:
            yield rejection.finding


def _received(row: Row) -> tuple[Said, LetterReceived]:
    letter_id = f"nadine:{row.key('id')}"
    received_at = row.instant("diterima")
    sender = row.part("pengirim")
    sender_org = sender.key("instansi")
    security = row.label("sifat", kind="security", among=get_args(LetterSecurity), unknown="UNKNOWN")
    letter_no = row.key("no_surat")
    classified = _LETTER_NO.fullmatch(letter_no)
    scans = row.parts("lampiran")
    event = LetterReceived(
        letter_id=letter_id,
        agenda_no=row.key("no_agenda"),
        letter_no=letter_no,
        letter_date=row.day("tgl_surat") if row.has("tgl_surat") else None,
        classification_code=classified[1] if classified else None,
        security=security,
        urgency=row.label("derajat", kind="urgency", among=get_args(LetterUrgency), unknown="UNKNOWN"),
        sender_org=sender_org,
        sender_person=(sender.text("nama") or None) if sender_org.upper() == PRIVATE else None,
        subject=(row.text("perihal") or None) if security == OPEN else None,
        to_unit=row.key("tujuan_unit"),
        received_at=received_at,
        due_at=row.instant("batas_waktu") if row.has("batas_waktu") else None,
        file_hash=(scans[0].text("sha256") or None) if scans else None,
    )
    said = row.says(
        event, document=letter_id, occurred_at=received_at, registered_at=received_at, amended_at=received_at
    )
    return said, event


def _sheet(sheet: Row, letter: LetterReceived) -> Iterator[Said]:
    """A disposition to each of its recipients, and what each has done."""
    group_id = f"nadine:d{sheet.key('id')}"
    recipients = sheet.parts("kepada")
    if not recipients:
        raise sheet.rejected(ReasonCode.RECIPIENT_MISSING, "kepada")
    issued_at = sheet.instant("tgl")
    instruction = sheet.label("instruksi", kind="instruction", among=INSTRUCTIONS, unknown="UNKNOWN")
    ids = {recipient.key("jabatan"): f"{group_id}-{n}" for n, recipient in enumerate(recipients, start=1)}
    for recipient in recipients:
        event = DispositionIssued(
            letter_id=letter.letter_id,
            disposition_id=ids[recipient.key("jabatan")],
            disposition_group_id=group_id,
            from_post=sheet.key("dari"),
            to_post=recipient.key("jabatan"),
            to_unit=recipient.key("unit"),
            instruction_code=instruction,
            security=letter.security,
            urgency=letter.urgency,
            issued_at=issued_at,
            due_at=sheet.instant("batas_waktu") if sheet.has("batas_waktu") else None,
        )
        yield recipient.says(
            event, document=event.disposition_id, occurred_at=issued_at, registered_at=issued_at, amended_at=issued_at
        )
    for action in sheet.parts("tindak_lanjut"):
        if action.has("selesai"):  # else it is still being worked on
            yield _completed(action, letter.letter_id, ids)


def _completed(action: Row, letter_id: str, ids: dict[str, str]) -> Said:
    post = action.key("jabatan")
    if post not in ids:
        raise action.rejected(ReasonCode.RECIPIENT_MISSING, "jabatan")
    completed_at = action.instant("selesai")
    event = LetterActionCompleted(
        letter_id=letter_id,
        disposition_id=ids[post],
        by_post=post,
        result_code=action.label("hasil", kind="action_result", among=get_args(ActionResult), unknown="UNKNOWN"),
        reply_letter_id=f"nadine:{action.text('surat_balasan_id')}" if action.has("surat_balasan_id") else None,
        completed_at=completed_at,
    )
    return action.says(
        event,
        document=f"{event.disposition_id}/completed",
        occurred_at=completed_at,
        registered_at=completed_at,
        amended_at=completed_at,
    )


LETTERS = DocumentExport(system=NADINE, table="surat", records="data", mapping=letter)
