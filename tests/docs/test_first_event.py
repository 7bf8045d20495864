"""A department's programmer who follows docs/first-event.md has an event on the bus, whichever way is chosen."""

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url

from simpul.local._ports import free_port
from simpul.local.databases import make_database
from tests.docs.pages import PROJECT, blocks, blocks_of, files_of, section
from tests.docs.shell import run, workplace
from tests.system_tools import needs_php, needs_tool

PAGE = PROJECT / "docs" / "first-event.md"
PARTS = ("Makefile", "avro_schemas", "producers", "pyproject.toml", "requirements", "simpul", "streams", "topics")
SECTIONS = (
    "A bus to try on",
    "What an event holds",
    "A: the outbox",
    "B: HTTP",
    "C: files",
    "D: Python",
    "See it arrive",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """A clone in which the first section has been followed."""

    clone: Path
    environment: Mapping[str, str]

    def follow(self, title: str, *, instead: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        """Do what a section says, with the reader's own addresses instead of those of the page."""
        text = section(PAGE, title=title)
        for printed, own in (instead or {}).items():
            assert printed in text
            text = text.replace(printed, own)
        for name, content in files_of(text).items():
            (self.clone / name).write_text(content, encoding="utf-8")
        return self.shell("".join(blocks_of(text, language="sh")))

    def shell(self, script: str) -> "subprocess.CompletedProcess[str]":
        result = run(script, environment=self.environment, folder=self.clone)
        assert result.returncode == 0, result.stderr
        return result

    def letters(self) -> list[str]:
        """The number of each letter on the bus."""
        shown = self.shell("simpul consume village.letter --from-beginning --until-end --json").stdout
        return [json.loads(line)["data"]["letter_ref"] for line in shown.splitlines()]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """The first section followed in a clone; whatever it has left running is ended."""
    folder = tmp_path_factory.mktemp("first-event")
    clone = cloned(folder / "clone")
    with workplace(folder) as environment:
        [up] = blocks_of(section(PAGE, title="A bus to try on"), language="sh")
        environment |= {"PYTHONPATH": str(clone), "SIMPUL_METRICS_PORT": "0"}
        set_up = run(f"{{ {up} }} >&2\nenv -0", environment=environment, folder=clone)
        assert set_up.returncode == 0, set_up.stderr
        yield Trial(clone, dict(pair.split("=", 1) for pair in set_up.stdout.split("\0") if pair))


def cloned(clone: Path) -> Path:
    """What `git clone` and `make setup` give, but with the packages that are installed here."""
    clone.mkdir()
    for name in PARTS:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(PROJECT / name, clone / name)
    (clone / ".venv").symlink_to(PROJECT / ".venv")
    for name in ("pyproject.toml", "requirements/dev.lock"):
        os.utime(clone / name, (0, 0))  # else make would set up the packages of this project anew
    return clone


def test_every_shell_block_belongs_to_a_section_that_is_followed() -> None:
    followed = [block for title in SECTIONS for block in blocks_of(section(PAGE, title=title), language="sh")]

    assert followed == blocks(PAGE, language="sh")


@pytest.mark.kafka
def test_the_contract_is_found(trial: Trial) -> None:
    shown = trial.follow("What an event holds").stdout

    assert "VillageLetterIssued" in shown
    assert "P2 person_tok" in shown


@pytest.mark.kafka
def test_a_row_of_an_outbox_becomes_an_event(trial: Trial, mariadb: str) -> None:
    needs_php("pdo_mysql")
    own = make_url(make_database(mariadb, name=f"first_{secrets.token_hex(4)}"))
    assert own.database is not None

    trial.follow(
        "A: the outbox",
        instead={
            "host=127.0.0.1;dbname=letters": f"host=127.0.0.1;port={own.port};dbname={own.database}",
            "127.0.0.1/letters": f"127.0.0.1:{own.port}/{own.database}",
        },
    )

    assert trial.letters().count("470/018/2026") == 1


@pytest.mark.kafka
def test_a_request_becomes_an_event(trial: Trial) -> None:
    needs_tool("curl")
    port = str(free_port())
    serving = Trial(trial.clone, {**trial.environment, "SIMPUL_INGEST_PORT": port})

    answered = serving.follow("B: HTTP", instead={"127.0.0.1:8080": f"127.0.0.1:{port}"})

    assert '"status": "accepted"' in answered.stdout
    assert trial.letters().count("470/019/2026") == 1


@pytest.mark.kafka
def test_a_row_of_an_export_becomes_an_event(trial: Trial) -> None:
    followed = trial.follow("C: files")

    assert "NIK_DISTRICT_UNKNOWN" in followed.stdout
    assert "published 2 events from 1 rows" in followed.stdout
    assert trial.letters().count("470/017/2026") == 1
    assert [path.name for path in (trial.clone / "drop" / "done").iterdir()] == ["village-letters.csv"]


@pytest.mark.kafka
def test_an_event_of_python_arrives_masked_and_the_district_has_its_part(trial: Trial) -> None:
    trial.follow("D: Python")
    look, _ = blocks_of(section(PAGE, title="See it arrive"), language="sh")

    *_, delivered = shown = trial.shell(look).stdout.splitlines()

    [published] = [line for line in shown if "470/020/2026" in line]
    assert "person_tok=•••P2" in published
    assert "village_code=" in delivered
    assert "letter_ref" not in delivered
