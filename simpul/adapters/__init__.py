"""Ways in for systems that know nothing of Kafka: what they say becomes events, each exactly once."""

from simpul.adapters.codes import Codes, read_codes
from simpul.adapters.emission import WIB, Emission, start_of
from simpul.adapters.process import Published, run_adapter
from simpul.adapters.quality import Finding, Place, flags, found
from simpul.adapters.setup import Setup, set_up
from simpul.adapters.source import Batch, Source

__all__ = [
    "WIB",
    "Batch",
    "Codes",
    "Emission",
    "Finding",
    "Place",
    "Published",
    "Setup",
    "Source",
    "flags",
    "found",
    "read_codes",
    "run_adapter",
    "set_up",
    "start_of",
]
