"""Programs of the system that some tests run: without one the test is skipped, except in CI, where it fails."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import pytest


def needs_tool(program: str, *, package: str | None = None, places: Iterable[Path] = ()) -> str:
    """The path of a program, looked for in `places` and then on the PATH; `package` is Debian's, if named otherwise."""
    path = os.pathsep.join([*map(str, places), os.environ.get("PATH", "")])
    found = shutil.which(program, path=path)
    if found is None:
        _missing(f"{program} is not installed (on Debian: apt-get install {package or program})")
    return found


def needs_php(extension: str) -> str:
    """The path of a PHP that has this extension."""
    php = needs_tool("php", package="php-cli")
    extensions = subprocess.run([php, "-m"], capture_output=True, text=True, check=True).stdout.split()
    if extension not in extensions:
        _missing(f"php has no {extension} (on Debian: apt-get install php-mysql php-pgsql)")
    return php


def _missing(sentence: str) -> NoReturn:
    if "CI" in os.environ:
        pytest.fail(f"{sentence}, and CI runs every test")
    pytest.skip(sentence)
