"""What a missing program means for a test."""

import sys
from pathlib import Path

import pytest

from tests.system_tools import needs_php, needs_tool


def test_a_program_is_found_in_the_given_places_first() -> None:
    here = Path(sys.executable)

    found = needs_tool(here.name, places=[here.parent])

    assert found == str(here)


def test_a_missing_program_skips_the_test_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="apt-get install nowhere-tools"):
        needs_tool("nowhere-to-be-found", package="nowhere-tools")


def test_a_missing_program_fails_the_test_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="nowhere-to-be-found is not installed"):
        needs_tool("nowhere-to-be-found")


def test_a_php_without_an_extension_skips_the_test_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="apt-get install php-"):
        needs_php("pdo_of_nowhere")
