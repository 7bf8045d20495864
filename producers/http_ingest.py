"""Systems that send their events themselves: sand-gate readers, the citizens' app, the early warning of the volcano."""

from simpul.adapters import Setup
from simpul.adapters.http import HttpWayIn


def source(setup: Setup) -> HttpWayIn:
    """An HTTP server; what comes over it are the data of the contracts already."""
    return HttpWayIn(setup)
