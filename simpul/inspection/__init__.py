"""Looking at the bus: records decoded and masked, every reveal written down, and how far a group has read."""

from simpul.inspection.groups import Place, group_positions
from simpul.inspection.reading import read_topic
from simpul.inspection.records import Raw, View, as_document, as_line, view
from simpul.inspection.reveals import Reveal, check_reason, operator, record_reveal
from simpul.inspection.state import Entry, read_state

__all__ = [
    "Entry",
    "Place",
    "Raw",
    "Reveal",
    "View",
    "as_document",
    "as_line",
    "check_reason",
    "group_positions",
    "operator",
    "read_state",
    "read_topic",
    "record_reveal",
    "view",
]
