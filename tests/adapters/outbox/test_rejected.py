"""A row that cannot become an event waits for a person, with every reason, and nothing waits for it."""

import logging

import pytest

from simpul.contracts import to_json
from tests.adapters.in_memory import Relayed
from tests.adapters.outbox.department import LETTER, Department, contracts, event_id

PERSON = "3508990107500001"


async def test_rows_after_a_rejected_one_are_published(department: Department) -> None:
    relayed = Relayed()
    department.write(payload={})
    row = department.write()

    await relayed.run(department.relay())

    assert relayed.event_ids == [event_id(row)]
    assert (department.count("outbox"), department.count("outbox_rejected")) == (0, 1)


async def test_a_rejected_row_names_every_field_and_no_value(
    department: Department, caplog: pytest.LogCaptureFixture
) -> None:
    department.write(payload={**LETTER, "person_tok": PERSON, "village_code": 7, "letter_type": None, "nik": PERSON})

    with caplog.at_level(logging.INFO):
        await Relayed().run(department.relay())

    [(reasons,)] = department.run("SELECT reasons FROM outbox_rejected")
    assert all(name in str(reasons) for name in ("person_tok", "village_code", "letter_type", "nik"))
    assert PERSON not in str(reasons) + caplog.text
    assert "1 row(s) of the outbox cannot become events" in caplog.text


@pytest.mark.parametrize(
    ("event_type", "payload", "words"),
    [
        ("VilageLetterIssued", LETTER, "did you mean VillageLetterIssued"),
        ("DeathRegistered", LETTER, "DeathRegistered version 1 refuses these data"),
        ("VillageLetterIssued", [LETTER], "payload: must be a JSON object"),
        ("VillageLetterIssued", "7", "payload: must be a JSON object"),
    ],
)
async def test_a_row_that_fits_no_contract_is_kept_with_the_reason(
    department: Department, event_type: str, payload: object, words: str
) -> None:
    relayed = Relayed()
    department.write(event_type=event_type, payload=payload)

    await relayed.run(department.relay())

    assert relayed.event_ids == []
    [(reasons,)] = department.run("SELECT reasons FROM outbox_rejected")
    assert words in str(reasons)


async def test_an_event_type_of_another_department_is_kept_with_the_reason(department: Department) -> None:
    contract = contracts().latest("DeathRegistered")
    department.write(event_type="DeathRegistered", payload=to_json(contract, contract.example))

    await Relayed().run(department.relay())

    [(reasons,)] = department.run("SELECT reasons FROM outbox_rejected")
    assert "system 50 may not publish DeathRegistered" in str(reasons)


async def test_a_rejected_row_keeps_all_that_it_said(department: Department) -> None:
    kept = "id, aggregatetype, aggregateid, type, payload, occurred_at, registered_at, supersedes, cancels"
    first = department.write()
    department.write(payload={"letter_ref": 1}, supersedes=first)
    before = department.run(f"SELECT {kept} FROM outbox WHERE supersedes IS NOT NULL")  # noqa: S608  # fixed names

    await Relayed().run(department.relay())

    assert department.run(f"SELECT {kept} FROM outbox_rejected") == before  # noqa: S608


async def test_an_instant_that_no_event_can_have_blocks_nothing(department: Department) -> None:
    relayed = Relayed()
    endless = {"postgresql": "infinity", "mysql": "0000-01-01 00:00:00"}[department.backend]
    department.write(occurred_at=endless, payload={})
    row = department.write()

    await relayed.run(department.relay())

    [(reasons,)] = department.run("SELECT reasons FROM outbox_rejected")
    assert "occurred_at: must be an instant" in str(reasons)
    assert "letter_ref" in str(reasons)
    assert relayed.event_ids == [event_id(row)]
