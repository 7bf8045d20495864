"""Runs a shell block of a page as it is printed, on a bus of its own."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.docs.pages import PROJECT

PATIENCE_S = 240
OF_MAKE = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}  # a `make` within `make test` would say which folder it enters


@contextmanager
def workplace(folder: Path) -> Iterator[dict[str, str]]:
    """The environment for commands whose bus lives in `folder`; whatever they have left running is ended."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_") and name not in OF_MAKE
    }
    environment |= {"SIMPUL_DATA_DIR": str(folder / "data")}
    try:
        yield environment
    finally:
        run("make down", environment=environment)
        run(".venv/bin/simpul down", environment=environment)


def run(script: str, *, environment: Mapping[str, str], folder: Path = PROJECT) -> "subprocess.CompletedProcess[str]":
    """What the lines print; they end at the first that fails, and with them what they have left in the background."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"trap 'kill $(jobs -p) 2>/dev/null || :' EXIT\n{script}"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
