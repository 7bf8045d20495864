"""A JSON document is read record by record, and its rejected records come back as a document."""

import json
from pathlib import Path

import pytest

from simpul.adapters import found
from simpul.adapters.files import DocumentExport, Unreadable
from simpul.adapters.files.document import JsonDocument
from simpul.adapters.files.endings import AsDocument
from simpul.numbers import ReasonCode

EXPORT = DocumentExport(system=11, table="t", records="data", mapping=lambda _: ())


def document(path: Path, content: str) -> JsonDocument:
    path.write_text(content, encoding="utf-8")
    return JsonDocument(path, export=EXPORT)


def test_a_record_is_named_by_its_path(tmp_path: Path) -> None:
    lines = list(document(tmp_path / "a.json", '{"meta": 1, "data": [{"id": 5}, "x"]}').lines())

    assert [(line.place, dict(line.cells)) for line in lines] == [("data[0]", {"id": 5}), ("data[1]", {})]


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, '{"data": {}}', "[1]", "nan"])
def test_what_is_no_such_document_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(Unreadable, match="export it again"):
        document(tmp_path / "a.json", content)


def test_a_rejected_record_comes_back_whole_with_the_reason_of_each_part(tmp_path: Path) -> None:
    read = document(tmp_path / "a.json", '{"data": [{"id": 5, "nama": "UJI \u2019"}]}')
    part = tmp_path / "part"

    [line] = read.lines()
    part.write_bytes(
        read.returned_head() + read.returned_line(line, [found("data[0].x", ReasonCode.ID_MISSING, field="id")])
    )
    AsDocument("data").write(part, tmp_path / "b.json")

    [record] = json.loads((tmp_path / "b.json").read_bytes())["data"]
    assert record["nama"] == "UJI \u2019"
    assert record["ALASAN"][0].startswith("data[0].x: ID_MISSING (id): Nomor atau isian wajib kosong")
