"""What is remembered of the rows of a source that is read again and again, a table or a service."""

from simpul.adapters.rows.entries import (
    HASH_BYTES,
    TAKEN,
    Entry,
    Fingerprints,
    is_there,
    key_text,
    unpacked,
)
from simpul.adapters.rows.reading import Reading, without_values

__all__ = [
    "HASH_BYTES",
    "TAKEN",
    "Entry",
    "Fingerprints",
    "Reading",
    "is_there",
    "key_text",
    "unpacked",
    "without_values",
]
