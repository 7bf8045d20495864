"""The image is built from pinned parts and runs without rights."""

import re

import pytest

from simpul.settings import PREFIX, read_settings
from tests.deploy.files import ROOT

FOLDER = ROOT / "deploy"


@pytest.fixture
def instructions() -> list[tuple[str, str]]:
    """The instructions in order, continued lines joined, comments left out."""
    text = re.sub(r"^#.*\n", "", (FOLDER / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(name, " ".join(rest.split())) for name, _, rest in (line.partition(" ") for line in lines) if name]


def test_every_stage_starts_from_a_pinned_python_3_11(instructions: list[tuple[str, str]]) -> None:
    images = [rest.split()[0] for name, rest in instructions if name == "FROM"]

    assert images
    assert all(re.fullmatch(r"python:3\.11\.\d+-slim-\w+", image) for image in images)


def test_dependencies_are_installed_from_the_lock_with_hashes_before_the_project(
    instructions: list[tuple[str, str]],
) -> None:
    installs = [rest for name, rest in instructions if name == "RUN" and "pip install" in rest]

    assert "--require-hashes" in installs[0]
    assert installs[0].endswith("-r requirements/runtime.lock")
    assert installs[1].endswith("pip install --no-deps .")


def test_the_image_runs_simpul_as_a_user_without_rights(instructions: list[tuple[str, str]]) -> None:
    names = [name for name, _ in instructions]

    assert dict(instructions)["ENTRYPOINT"] == '["simpul"]'
    assert dict(instructions)["USER"] not in {"root", "0"}
    assert names.index("USER") > max(at for at, name in enumerate(names) if name in {"RUN", "COPY"})


def test_what_is_copied_exists_and_is_let_through(instructions: list[tuple[str, str]]) -> None:
    ignored = (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    copies = [rest.split() for name, rest in instructions if name == "COPY" and "--from" not in rest]
    copied = [path for sources in copies for path in sources[:-1]]

    assert copied
    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert {f"!{path}" for path in copied} == {line for line in ignored if line.startswith("!")}


def test_every_simpul_variable_of_the_image_is_a_setting(instructions: list[tuple[str, str]]) -> None:
    given = dict(pair.partition("=")[::2] for name, rest in instructions if name == "ENV" for pair in rest.split())

    settings = read_settings({name: value for name, value in given.items() if name.startswith(PREFIX)})

    assert str(settings.data_dir) == "/var/lib/simpul"
