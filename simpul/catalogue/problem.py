"""What is wrong with the catalogue, and where in which file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from simpul.errors import CatalogueError

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, at a path inside one file (the keys and indexes that lead to it)."""

    file: str
    path: Path
    sentence: str


def catalogue_error(lines: Iterable[str]) -> CatalogueError:
    """The error that names every fault on a line of its own."""
    found = list(lines)
    head = "the catalogue has a fault" if len(found) == 1 else f"the catalogue has {len(found)} faults"
    return CatalogueError("\n  ".join([f"{head}:", *found]) if len(found) > 1 else f"{head}: {found[0]}")
