"""A file with one row, as an office might export the example of the contract."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from simpul.adapters.emission import WIB
from simpul.adapters.skeleton.reading import REGISTERED_AT, Reading, column_of
from simpul.contracts import Field
from simpul.tokens import TokenDomain

# Numbers of nobody, for tokens whose number the example does not say: there is no district 99.
_NOBODY: Final[Mapping[TokenDomain, str]] = {
    TokenDomain.NIK: "3508990107500001",
    TokenDomain.KK: "3508990607260002",
}
_SOME_DAY: Final = "06-07-2026 09:15:00"


def sample_text(reading: Reading) -> str:
    """The export: the head, and one row.

    Raises:
        ContractError: the contract has no example.
    """
    example = reading.contract.example
    cells: dict[str, str] = {}
    for number in reading.numbers:
        cells[number.column] = "" if example[number.field] is None else _NOBODY.get(number.domain, "")
    for field in reading.contract.fields:
        if field.format != "tok":  # a number that the example says is the better one
            cells[column_of(field)] = cell(reading, field, example[field.name])
    happened = reading.happened
    cells[REGISTERED_AT] = _SOME_DAY if happened is None else cells[happened.name]
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";", lineterminator="\n")
    rows.writerow(name.upper() for name in reading.columns)
    rows.writerow(cells[name] for name in reading.columns)
    return written.getvalue()


def cell(reading: Reading, field: Field, value: object) -> str:
    """What stands in an export for a value of the example."""
    if isinstance(value, str) and reading.kind_of(field)["type"] == "enum":
        return reading.label_of(field, value)
    if isinstance(value, date):
        return f"{value.astimezone(WIB):%d-%m-%Y %H:%M:%S}" if isinstance(value, datetime) else f"{value:%d-%m-%Y}"
    if isinstance(value, bool):
        return "YA" if value else "TIDAK"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)
