"""Programs of the system that some tests run: without one the test is skipped, except in CI, where it fails."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest


def needs_tool(program: str, *, package: str | None = None, places: Iterable[Path] = ()) -> str:
    """The path of a program, looked for in `places` and then on the PATH; `package` is Debian's, if named otherwise."""
    path = os.pathsep.join([*map(str, places), os.environ.get("PATH", "")])
    found = shutil.which(program, path=path)
    if found is not None:
        return found
    sentence = f"{program} is not installed (on Debian: apt-get install {package or program})"
    if "CI" in os.environ:
        pytest.fail(f"{sentence}, and CI runs every test")
    pytest.skip(sentence)
