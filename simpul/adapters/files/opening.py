"""What reads a file and what its rejected rows become, by what was declared and by the ending of its name."""

from pathlib import Path

from simpul.adapters.files.dbase import DBASE_SUFFIXES, DbaseTable
from simpul.adapters.files.delimited import DelimitedTable
from simpul.adapters.files.document import JsonDocument
from simpul.adapters.files.endings import AsDocument, AsItIs, AsSheet
from simpul.adapters.files.export import DocumentExport, Export
from simpul.adapters.files.line import Ending, Opened
from simpul.adapters.files.sheet import SHEET_SUFFIXES, SheetTable


def opened(path: Path, *, export: Export) -> Opened:
    """The file with its head understood.

    Raises:
        Unreadable: it is not what was declared.
    """
    if isinstance(export, DocumentExport):
        return JsonDocument(path, export=export)
    suffix = path.suffix.lower()
    if suffix in SHEET_SUFFIXES:
        return SheetTable(path, export=export)
    return (DbaseTable if suffix in DBASE_SUFFIXES else DelimitedTable)(path, export=export)


def ending_of(name: str, *, export: Export) -> Ending:
    """What becomes of the rejected rows of a file of this name; offices that have DBF can read CSV."""
    if isinstance(export, DocumentExport):
        return AsDocument(export.records)
    suffix = Path(name).suffix.lower()
    if suffix in SHEET_SUFFIXES:
        return AsSheet()
    return AsItIs(".csv" if suffix in DBASE_SUFFIXES else None)
