"""What docs/http.md shows is what is answered."""

import json
import re
from pathlib import Path

from simpul.adapters.http.ingest import FULL_SHARE, LATER_S, SOON_S
from simpul.adapters.http.openapi import REFUSALS
from simpul.sdk.spool.disk import KNOWN_MS
from tests.adapters.http.served import served
from tests.docs.pages import PROJECT, blocks

PAGE = PROJECT / "docs" / "http.md"
TEXT = PAGE.read_text(encoding="utf-8")


async def test_the_event_that_it_shows_is_accepted(tmp_path: Path) -> None:
    [event] = blocks(PAGE, language="json")

    async with served(tmp_path) as ingest:
        status, answer = await ingest.post(event.encode())

    assert (status, answer["status"]) == (202, "accepted")


async def test_the_refusal_that_it_shows_is_what_is_said(tmp_path: Path) -> None:
    [event] = blocks(PAGE, language="json")
    shown = next(block for block in blocks(PAGE, language="text") if "problem" in block)

    async with served(tmp_path) as ingest:
        _, answer = await ingest.post(event.replace("SIAGA", "TINGGI").encode())

    assert answer == json.loads(shown)


def test_every_status_is_explained() -> None:
    explained = set(re.findall(r"\b\d{3}\b", " ".join(re.findall(r"^\| ([\d, ]+) \|", TEXT, re.MULTILINE))))

    assert explained == {*REFUSALS, "202", "207", "500"}


def test_its_figures_are_those_of_the_program() -> None:
    assert KNOWN_MS == 7 * 86_400_000
    assert "seven days" in TEXT
    assert FULL_SHARE == 4 / 5
    assert "four fifths" in TEXT
    assert {f"Retry-After: {seconds}" for seconds in (SOON_S, LATER_S)} == set(re.findall(r"Retry-After: \d+", TEXT))
