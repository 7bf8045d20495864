"""The page on files says what is so: its adapter runs, and its table has every word of a row."""

import re
from pathlib import Path

from simpul.adapters.files import TableExport, read_file
from simpul.adapters.mapping import Row
from tests.docs.pages import PROJECT, blocks
from tests.producers.dropped import KNOWN

PAGE = PROJECT / "docs" / "files.md"


def test_the_printed_adapter_does_with_the_printed_file_what_the_page_says(tmp_path: Path) -> None:
    [adapter] = blocks(PAGE, language="python")
    [rows] = blocks(PAGE, language="csv")
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    module: dict[str, object] = {}
    exec(adapter, module)  # noqa: S102  # the project's own page
    export = module["PAYMENTS"]
    assert isinstance(export, TableExport)

    judged = read_file(tmp_path / "a.csv", export=export, known=KNOWN)

    [accepted] = judged.accepted
    assert [finding.reason.value for finding in accepted.warnings] == ["NIK_DISTRICT_UNKNOWN", "LEADING_ZERO_RESTORED"]
    assert [finding.reason.value for finding in judged.rejected] == ["NIK_EXCEL_DAMAGED"]


def test_every_word_of_a_row_stands_in_the_table() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("| say |")[2].partition("###")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    told = {word for cell in first_cells for word in re.findall(r"`(\w+)`", cell)}

    assert told == {name for name in vars(Row) if not name.startswith("_")} - {"warnings"}
