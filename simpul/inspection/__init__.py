"""Looking at records on the bus: decoded, masked, and every reveal written down."""

from simpul.inspection.reading import read_topic
from simpul.inspection.records import Raw, View, as_document, as_line, view
from simpul.inspection.reveals import Reveal, check_reason, operator, record_reveal

__all__ = [
    "Raw",
    "Reveal",
    "View",
    "as_document",
    "as_line",
    "check_reason",
    "operator",
    "read_topic",
    "record_reveal",
    "view",
]
