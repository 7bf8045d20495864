"""The README says what is so."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, PROJECT, blocks
from tests.docs.shell import run, workplace

README = PROJECT / "README.md"


@pytest.mark.kafka
def test_the_ten_lines_run_as_printed(tmp_path: Path) -> None:
    [script] = blocks(README, language="sh")

    with workplace(tmp_path) as environment:
        result = run(script, environment=environment)

    assert result.returncode == 0, result.stderr
    published, delivered = result.stdout.splitlines()[-2:]
    assert "VillageLetterIssued: 1 lines read, 1 events published, 0 rejected" in result.stdout
    assert "letter_type=•••P3  person_tok=•••P2" in published
    assert "village_code=35.08.10.1005  issued_on=2026-07-06" in delivered
    assert "letter_ref" not in delivered


def test_there_are_ten_lines() -> None:
    [script] = blocks(README, language="sh")

    assert len(script.splitlines()) == 10


def test_every_make_target_of_the_pages_is_one() -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    named = {target for page in PAGES for target in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))}

    assert {"demo", "test"} <= named <= targets
