"""Rules of the house that no linter knows."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from simpul.catalogue import load_catalogue
from simpul.contracts import load_contracts

PROJECT = Path(__file__).parents[1]
LOCKS = sorted((PROJECT / "requirements").glob("*.lock"))
# A folder of one machine: where somebody keeps the project, or puts something down for a moment.
MACHINE_PATH = re.compile(r"""(?:^|[\s"'`=:(])/(?:home|root|Users|work|tmp|private)/\w""", re.MULTILINE)


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every file under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file():
            yield name, (PROJECT / name).read_text(encoding="utf-8", errors="replace")


def spoken_texts(source: str) -> Iterator[str]:
    """Every string of a module but its docstrings, which hold examples."""
    tree = ast.parse(source)
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_a_version_and_hashes(lock: Path) -> None:
    entries = [entry for entry in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")) if not entry.startswith("#")]

    loose = [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]

    assert len(entries) > 20
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_names_no_address(lock: Path) -> None:
    assert not re.search(r"https?:|--(extra-)?index-url|--find-links|--trusted-host", lock.read_text(encoding="utf-8"))


def test_the_pins_of_the_engine_are_locked_and_declared() -> None:
    from simpul.runtime.pins import PINS  # noqa: PLC0415  # the only test that needs the engine

    for file in (PROJECT / "requirements" / "runtime.lock", PROJECT / "pyproject.toml"):
        text = file.read_text(encoding="utf-8")
        assert [pin for pin in PINS if f"{pin}=={PINS[pin]}" not in text] == []


def test_no_tracked_file_holds_a_path_of_one_machine() -> None:
    found = [name for name, text in tracked_texts() if MACHINE_PATH.search(text)]

    assert found == []


@pytest.mark.parametrize("before", ["cd ", 'open("', "PATH=", ""])
@pytest.mark.parametrize("folder", ["home", "root", "tmp", "work"])
def test_a_path_of_one_machine_is_recognised(before: str, folder: str) -> None:
    assert MACHINE_PATH.search(f"{before}/{folder}/here")


def test_a_topic_is_named_in_the_catalogue_and_nowhere_else() -> None:
    names = {topic.name for topic in load_catalogue(contracts=load_contracts()).topics}
    modules = [file for root in ("simpul", "streams") for file in (PROJECT / root).rglob("*.py")]

    found = {
        (file.relative_to(PROJECT).as_posix(), name)
        for file in modules
        for text in spoken_texts(file.read_text(encoding="utf-8"))
        for name in names
        if re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text)
    }

    assert found == set()


def test_a_name_in_a_docstring_is_an_example_and_one_in_the_code_is_not() -> None:
    source = 'def f() -> str:\n    """Example: tax.payment"""\n    return "tax.payment"\n'

    assert list(spoken_texts(source)) == ["tax.payment"]


@pytest.mark.parametrize("name", ["check", ".ci/run"])
def test_a_script_can_be_run(name: str) -> None:
    assert os.access(PROJECT / name, os.X_OK)


def test_ci_runs_what_people_run() -> None:
    lines = (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    assert lines[-2:] == ["make check", "make test"]


def test_every_target_of_the_makefile_is_explained_to_developers() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    [phony] = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)

    guide = (PROJECT / "docs" / "development.md").read_text(encoding="utf-8")

    assert [target for target in phony.split() if f"`make {target}" not in guide] == []
