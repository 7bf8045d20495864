"""One application with all flows, whose bus clock a test moves: seconds since 1970 in the file that CLOCK names."""

import os
from pathlib import Path

from simpul.runtime import App, Context, StatefulProcessor
from streams import birth, death, unregistered_death

NAME = "flows"
CLOCK = "CLOCK_OF_TESTS"


def read_clock() -> float:
    """The bus clock."""
    return float(Path(os.environ[CLOCK]).read_text())


def build(context: Context) -> list[StatefulProcessor]:
    """The steps of F1 to F3."""
    return [*death.build(context), *unregistered_death.build(context), *birth.build(context)]


app = App(NAME, build=build)
app.clock = read_clock
