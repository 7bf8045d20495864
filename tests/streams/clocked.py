"""The flows with a bus clock that a test moves: seconds since 1970 in the file that CLOCK_OF_TESTS names."""

import os
from pathlib import Path

from simpul.runtime import App
from streams import birth, death, unregistered_death

CLOCK = "CLOCK_OF_TESTS"


def read_clock() -> float:
    """The bus clock."""
    return float(Path(os.environ[CLOCK]).read_text())


def _clocked(app: App) -> App:
    moved = App(app.name, build=app.build)
    moved.clock = read_clock
    return moved


f1, f2, f3 = (_clocked(flow.app) for flow in (death, unregistered_death, birth))
