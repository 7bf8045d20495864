"""The contracts as files: .avsc, examples and registry.csv, read without judging them."""

import csv
import hashlib
import importlib.util
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

from simpul.contracts.avsc import Json
from simpul.errors import ContractError

REGISTRY = "registry.csv"
COLUMNS = ["id", "subject", "version", "sha256"]
DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of registry.csv."""

    id: int
    subject: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFile:
    """One .avsc, and the text of the example beside it."""

    path: Path
    subject: str
    version: int
    text: str
    schema: dict[str, Json]
    subscriber: str | None
    example_text: str | None

    @property
    def sha256(self) -> str:
        """The digest that registry.csv holds: of the file's bytes."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Folder:
    """Everything below the folder of the contracts."""

    root: Path
    entries: tuple[Entry, ...]
    files: tuple[SchemaFile, ...]

    def file(self, subject: str, version: int) -> SchemaFile | None:
        """The file of one version of a subject."""
        return next((file for file in self.files if file.subject == subject and file.version == version), None)

    @property
    def drafts(self) -> tuple[SchemaFile, ...]:
        """The files that are not in registry.csv yet."""
        registered = {(entry.subject, entry.version) for entry in self.entries}
        return tuple(file for file in self.files if (file.subject, file.version) not in registered)


def snake(name: str) -> str:
    """The folder of an event type: BirthRegistered lives in birth_registered."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def find_folder(package: str) -> Path:
    """The folder of a package, without importing it.

    Raises:
        ContractError: there is no such package.
    """
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        spec = None
    places = list(spec.submodule_search_locations or []) if spec else []
    if not places:
        raise ContractError(f"there is no package {package} to read contracts from; see SIMPUL_CONTRACTS")
    return Path(places[0])


def read_folder(root: Path) -> Folder:
    """Every schema file and the registry.

    Raises:
        ContractError: a file cannot be read as what it must be; the message gives its path.
    """
    entries = parse_registry((root / REGISTRY).read_text(encoding="utf-8")) if (root / REGISTRY).exists() else ()
    return Folder(root, entries, tuple(_read(path, root) for path in sorted(root.rglob("*.avsc"))))


def parse_registry(text: str) -> tuple[Entry, ...]:
    """The lines of registry.csv.

    Raises:
        ContractError: a line is not id,subject,version,sha256.
    """
    reader = csv.DictReader(io.StringIO(text))
    if reader.fieldnames != COLUMNS:
        raise ContractError(f"{REGISTRY}:1 must be {','.join(COLUMNS)}")
    entries = []
    for number, row in enumerate(reader, start=2):
        try:
            entries.append(Entry(int(row["id"]), row["subject"], int(row["version"]), row["sha256"]))
        except (ValueError, TypeError):
            raise ContractError(f"{REGISTRY}:{number} is not {','.join(COLUMNS)}; restore the line from git") from None
    return tuple(entries)


def registry_line(entry: Entry) -> str:
    """An entry as a line of registry.csv."""
    return f"{entry.id},{entry.subject},{entry.version},{entry.sha256}\n"


def _read(path: Path, root: Path) -> SchemaFile:
    place = path.relative_to(root)
    text = path.read_bytes().decode("utf-8")
    try:
        schema = json.loads(text)
    except json.JSONDecodeError as problem:
        raise ContractError(f"{place}:{problem.lineno} is not JSON: {problem.msg}") from None
    if not isinstance(schema, dict) or schema.get("type") != "record" or not path.stem.isdecimal():
        raise ContractError(f"{place} must be a record schema named <version>.avsc")
    example = path.with_suffix(".example.json")
    return SchemaFile(
        path=path,
        subject=f"{schema.get('namespace', '')}.{schema.get('name', '')}",
        version=int(path.stem),
        text=text,
        schema=schema,
        subscriber=place.parts[1] if place.parts[0] == DELIVERY else None,
        example_text=example.read_text(encoding="utf-8") if example.exists() else None,
    )
