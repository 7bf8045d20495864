"""The smallest stream of the documentation runs, with its test and its entry in the catalogue, as printed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simpul.runtime import DeadLetterReason
from tests.docs.pages import PROJECT, blocks

PAGE = PROJECT / "docs" / "streams.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the stream and its test, and a catalogue that knows it."""
    stream, its_test = blocks(PAGE, language="python")
    [entry] = blocks(PAGE, language="yaml")
    shutil.copytree(PROJECT / "topics", tmp_path / "topics")
    with (tmp_path / "topics" / "applications.yaml").open("a", encoding="utf-8") as applications:
        applications.write("\n" + entry)
    (tmp_path / "complaint_quality.py").write_text(stream, encoding="utf-8")
    (tmp_path / "test_complaint_quality.py").write_text(its_test, encoding="utf-8")
    return tmp_path


def run(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """What a module of Python says in this folder."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(PROJECT)])},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_smallest_stream_passes_its_printed_test(folder: Path) -> None:
    result = run("pytest", "-q", "-p", "no:cacheprovider", "test_complaint_quality.py", folder=folder)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 passed" in result.stdout


def test_the_smallest_stream_is_typed(folder: Path) -> None:
    options = ["--config-file", str(PROJECT / "pyproject.toml"), "--cache-dir", str(folder / "cache")]

    result = run("mypy", *options, "complaint_quality.py", "test_complaint_quality.py", folder=folder)

    assert result.returncode == 0, result.stdout + result.stderr


def test_a_worker_finds_the_smallest_stream(folder: Path) -> None:
    # No broker listens there: the worker has loaded and planned the application when it says so.
    result = run("simpul", "worker", "complaint_quality:app", "--bootstrap-servers", "127.0.0.1:1", folder=folder)

    assert result.returncode == 1
    assert "no Kafka broker answers at 127.0.0.1:1" in result.stderr


def test_the_page_names_every_reason_of_a_dead_letter() -> None:
    rows = {line.split("`")[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")}

    assert rows == set(DeadLetterReason)
