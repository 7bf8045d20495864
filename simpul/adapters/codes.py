"""The code tables an adapter reads labels and places with; they lie beside the catalogue."""

import csv
import importlib.resources
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from simpul.errors import CatalogueError

Labels = Mapping[tuple[str, str], str]  # (kind, label in capitals) -> symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """Places that exist, and what the labels of legacy exports mean."""

    districts: frozenset[str]  # "350810", as a NIK begins
    nop_districts: frozenset[str]  # "060", as a NOP says it after 3508
    villages: frozenset[str]  # "35.08.10.1005"
    kemendagri_districts: Mapping[str, str]  # BPS "3508060", as a NOP begins -> "35.08.10"
    labels: Labels

    def symbol(self, kind: str, label: str) -> str | None:
        """The symbol of a label; None for one that is not in the table."""
        return self.labels.get((kind, label.strip().upper()))


def read_codes(package: str = "topics") -> Codes:
    """The code tables of the catalogue's package.

    Raises:
        CatalogueError: a table is missing.
    """
    folder = importlib.resources.files(package) / "reference"
    labels = {(row["kind"], row["source_label"].upper()): row["symbol"] for row in _rows(folder / "label_map.csv")}
    # A list without symbols is known on the bus by its codes; exports may say the code or the words for it.
    coded = {
        (row["list"], row[column].upper()): row["symbol"] or row["code"]
        for column in ("label_id", "code")
        for row in _rows(folder / "code_lists.csv")
        if row["on_bus"] == "yes"
    }
    districts = list(_rows(folder / "kecamatan.csv"))
    return Codes(
        districts=frozenset(row["kemendagri_code"].replace(".", "") for row in districts),
        nop_districts=frozenset(row["nop_kkk"] for row in districts),
        villages=frozenset(row["kemendagri_code"] for row in _rows(folder / "villages_demo.csv")),
        kemendagri_districts={row["bps_code"]: row["kemendagri_code"] for row in districts},
        labels=coded | labels,
    )


def _rows(table: Traversable) -> Iterator[dict[str, str]]:
    try:
        text = table.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CatalogueError(f"the code table reference/{table.name} is missing; restore it") from None
    return iter(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
