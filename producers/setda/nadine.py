"""Nadine's letters: its program writes what happens to them into an outbox in its own database."""

from simpul.adapters import Setup
from simpul.adapters.outbox import Outbox


def source(setup: Setup) -> Outbox:
    """The outbox of this database; its payloads are the data of the contracts already."""
    return Outbox(setup)
