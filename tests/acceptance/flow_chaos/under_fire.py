"""One application with all flows, so that one set of workers is struck; its bus clock is the one of the run."""

from simpul.runtime import App, Context, StatefulProcessor
from streams import birth, death, unregistered_death
from tests.streams.clocked import read_clock

NAME = "flows"


def build(context: Context) -> list[StatefulProcessor]:
    """The steps of F1 to F3."""
    return [*death.build(context), *unregistered_death.build(context), *birth.build(context)]


app = App(NAME, build=build)
app.clock = read_clock
