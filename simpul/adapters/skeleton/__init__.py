"""The beginning of a new adapter, made from the contract of what it publishes; pure."""

from simpul.adapters.skeleton.entry import entry, with_entry
from simpul.adapters.skeleton.module import module_text
from simpul.adapters.skeleton.reading import REGISTERED_AT, Reading
from simpul.adapters.skeleton.sample import sample_text
from simpul.adapters.skeleton.wanted import Labels, Wanted, Way, labels_of

__all__ = [
    "REGISTERED_AT",
    "Labels",
    "Reading",
    "Wanted",
    "Way",
    "entry",
    "labels_of",
    "module_text",
    "sample_text",
    "with_entry",
]
