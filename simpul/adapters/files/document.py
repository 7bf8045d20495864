"""JSON documents: a list of records, each named by its path."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from simpul.adapters.files.export import DocumentExport
from simpul.adapters.files.line import REASON_COLUMN, Line, Unreadable
from simpul.adapters.mapping import explained
from simpul.adapters.quality import Finding


class JsonDocument:
    """A document in memory as a whole, as its writer had it."""

    def __init__(self, path: Path, *, export: DocumentExport) -> None:
        """Find the records.

        Raises:
            Unreadable: it is not JSON, or has no such list.
        """
        self._name = export.records
        self._records = _records(path, name=export.records)

    def lines(self) -> Iterator[Line]:
        """Every record; what is no object has no cells."""
        for at, record in enumerate(self._records):
            yield Line(f"{self._name}[{at}]", record if isinstance(record, dict) else {})

    def returned_head(self) -> bytes:
        """Nothing: the part file has a record a line."""
        return b""

    def returned_line(self, line: Line, findings: Sequence[Finding]) -> bytes:
        """The record as it is, with the reason of each rejected part of it."""
        reasons = [f"{finding.row}: {explained([finding])}" for finding in findings]
        return json.dumps({**line.cells, REASON_COLUMN: reasons}, ensure_ascii=True).encode() + b"\n"


def _records(path: Path, *, name: str) -> list[object]:
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise Unreadable(
            "Berkas ini bukan JSON yang utuh; ekspor ulang.\nThis file is not complete JSON; export it again."
        ) from None
    records = document.get(name) if isinstance(document, dict) else None
    if not isinstance(records, list):
        raise Unreadable(
            f"Berkas ini tidak punya daftar {name}; ekspor ulang.\nThis file has no list {name}; export it again."
        )
    return records
