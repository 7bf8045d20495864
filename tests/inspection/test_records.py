"""A record as a person may see it."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from simpul.contracts import encode, key_text, load_contracts, to_json
from simpul.inspection import Raw, as_document, as_line, view
from simpul.wire import Envelope, write_headers

CONTRACTS = load_contracts()
CONTRACT = CONTRACTS.latest("DeathRegistered")
DATA = CONTRACT.example
KEY = key_text(CONTRACT, DATA)
ENVELOPE = Envelope(
    event_id="0197d000-0000-7000-8000-000000000001",
    event_type="DeathRegistered",
    source_system=1,
    producer_opd="DISPENDUKCAPIL",
    occurred_at=datetime(2026, 7, 4, 17, tzinfo=UTC),
    registered_at=datetime(2026, 7, 6, 2, tzinfo=UTC),
    purpose=("AID_ACCURACY",),
    legal_basis="PUBLIC_TASK",
    synthetic=True,
)
RAW = Raw(
    topic="adminduk.person",
    partition=3,
    offset=9,
    timestamp=1_783_303_200_000,
    key=KEY.encode(),
    value=encode(CONTRACT, DATA),
    headers=write_headers(ENVELOPE, subject=KEY),
)


def test_a_masked_view_shows_neither_key_nor_person() -> None:
    seen = view(RAW, contracts=CONTRACTS, reveal=False)

    shown = json.dumps(as_document(seen), ensure_ascii=False) + as_line(seen)

    assert seen.problems == ()
    assert KEY not in shown
    assert str(DATA["nik"]) not in shown
    assert str(DATA["name"]) not in shown


def test_a_revealed_view_shows_everything() -> None:
    result = as_document(view(RAW, contracts=CONTRACTS, reveal=True))

    assert result["data"] == to_json(CONTRACT, DATA)
    assert result["key"] == KEY
    assert result["published_at"] == "2026-07-06T02:00:00.000Z"
    assert result["source"] == "/DISPENDUKCAPIL/systems/1"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (replace(RAW, value=None), "no value"),
        (replace(RAW, value=b"{}"), "shorter than the 5 bytes"),
        (replace(RAW, value=b"\x00\x00\x0f\xff\xffx"), "schema id 1048575 is not in registry.csv"),
        (replace(RAW, value=RAW.value[:-3] if RAW.value else None), "do not fit DeathRegistered"),
        (replace(RAW, headers=[("ce_id", b"\xff")]), "header ce_id is not UTF-8"),
        (replace(RAW, headers=[]), "header ce_source is missing"),
        (replace(RAW, headers=[*RAW.headers, ("simpul_dead_reason", b"UNDECODABLE")]), "reason: UNDECODABLE"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_rest_stays_masked(raw: Raw, words: str) -> None:
    seen = view(raw, contracts=CONTRACTS, reveal=False)

    shown = json.dumps(as_document(seen), ensure_ascii=False)

    assert any(words in problem for problem in seen.problems)
    assert words in as_line(seen)
    assert KEY not in shown
    assert str(DATA["nik"]) not in shown


def test_a_record_without_key_has_none() -> None:
    result = view(replace(RAW, key=None), contracts=CONTRACTS, reveal=False)

    assert result.key is None


def test_a_delivered_event_is_shown_without_the_times_it_was_not_given() -> None:
    delivered = [(name, value) for name, value in RAW.headers if name != "ce_registeredat"]
    raw = replace(RAW, topic="delivery.dinsos", headers=[*delivered, ("ce_contractid", b"dinsos.death-registered")])

    seen = view(raw, contracts=CONTRACTS, reveal=False)

    result = as_document(seen)
    assert seen.problems == ()
    assert result["event_id"] == ENVELOPE.event_id
    assert result["contract_id"] == "dinsos.death-registered"
    assert (result["occurred_at"], result["registered_at"]) == (None, None)
