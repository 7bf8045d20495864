"""The page for operators speaks of what there is."""

import re

import pytest

from simpul.cli import COMMANDS
from simpul.runtime.dead_letters import DeadLetterReason
from simpul.settings import PREFIX, Settings
from tests.deploy.compose_rules import services
from tests.deploy.files import ROOT, node, read_yaml, rules


@pytest.fixture
def page() -> str:
    return (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_the_page_says_what_to_do_for_every_alert(page: str) -> None:
    assert [rule["alert"] for _, rule in rules() if f"`{rule['alert']}`" not in page] == []


def test_the_page_explains_every_reason_of_a_dead_letter(page: str) -> None:
    assert [reason for reason in DeadLetterReason if f"`{reason}`" not in page] == []


def test_every_command_and_setting_on_the_page_exists(page: str) -> None:
    commands = set(re.findall(r"(?:`|^)simpul (\w+)", page, flags=re.MULTILINE))
    named = {name.removeprefix(PREFIX).lower() for name in re.findall(r"SIMPUL_\w+", page)}

    assert commands
    assert commands <= set(COMMANDS)
    assert named <= set(Settings.model_fields)


def test_every_service_that_a_command_names_exists() -> None:
    texts = [str(node(rule["annotations"])["description"]) for _, rule in rules()]
    texts.append((ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    known = dict(services(node(read_yaml(ROOT / "docker-compose.yml"))))

    named = {
        name
        for text in texts
        for name in re.findall(r"docker compose \w+(?: --[\w-]+(?: \d+)?)*(?: ([a-z][\w-]*))", text)
    }

    assert {"worker", "worker-priority", "kafka"} <= named <= set(known)
