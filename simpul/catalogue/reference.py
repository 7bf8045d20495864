"""The code tables that the catalogue rests on: departments, systems, purposes, legal bases."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from simpul.errors import CatalogueError

BUS = 0  # the system id of the bus itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Codes that a topic or a subscription may name."""

    departments: frozenset[str]
    systems: Mapping[int, str]  # id -> department
    purposes: frozenset[str]
    legal_bases: frozenset[str]
    folder: Path

    def table(self, name: str, *columns: str) -> tuple[Mapping[str, str], ...]:
        """The rows of a reference table, as titles.csv.

        Raises:
            CatalogueError: the file or one of these columns is missing.
        """
        return tuple(_rows(self.folder / name, columns))


def read_reference(folder: Path) -> Reference:
    """The code tables of a folder of CSV files.

    Raises:
        CatalogueError: a file or a column is missing, or an id is no number.
    """
    systems = {}
    for row in _rows(folder / "systems.csv", ("id", "owner")):
        if not row["id"].isdecimal():
            raise CatalogueError(f"{_name(folder / 'systems.csv')} has a system whose id is no number: {row['id']!r}")
        systems[int(row["id"])] = row["owner"]
    codes = list(_rows(folder / "code_lists.csv", ("list", "code")))
    return Reference(
        departments=frozenset(row["id"] for row in _rows(folder / "departments.csv", ("id",))),
        systems=systems,
        purposes=frozenset(row["code"] for row in codes if row["list"] == "purpose"),
        legal_bases=frozenset(row["code"] for row in codes if row["list"] == "legal_basis"),
        folder=folder,
    )


def without_comments(lines: Iterable[str]) -> Iterator[str]:
    """The lines that do not start with #."""
    return (line for line in lines if not line.startswith("#"))


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CatalogueError(f"the code table {_name(path)} is missing; restore it") from None
    reader = csv.DictReader(without_comments(text.splitlines()))
    missing = set(columns) - set(reader.fieldnames or ())
    if missing:
        raise CatalogueError(f"{_name(path)} has no column {', '.join(sorted(missing))}; restore its head")
    return iter(reader)


def _name(path: Path) -> str:
    return "/".join(path.parts[-3:])
