"""Exports that an office drops into a folder: CSV, sheets, dBase tables and JSON documents."""

from simpul.adapters.files.drop import FileDrop, Pace
from simpul.adapters.files.export import DocumentExport, Export, TableExport, Told
from simpul.adapters.files.judging import Judged, read_file
from simpul.adapters.files.line import Unreadable
from simpul.adapters.files.register import Accepted

__all__ = [
    "Accepted",
    "DocumentExport",
    "Export",
    "FileDrop",
    "Judged",
    "Pace",
    "TableExport",
    "Told",
    "Unreadable",
    "read_file",
]
