"""The words in which adapters say what a row of an office means; pure."""

from simpul.adapters.mapping.row import Known, Row
from simpul.adapters.mapping.said import Rejected, Said
from simpul.adapters.mapping.sentences import SENTENCES, explained

__all__ = ["SENTENCES", "Known", "Rejected", "Row", "Said", "explained"]
