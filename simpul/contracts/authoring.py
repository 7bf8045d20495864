"""What changes the folder of the contracts: new versions, their registration, classes and projections."""

from collections.abc import Iterable
from pathlib import Path

from simpul.contracts.avsc import Schema, schema_text
from simpul.contracts.collection import Contracts
from simpul.contracts.contract import Contract
from simpul.contracts.folder import DELIVERY, REGISTRY, Entry, Folder, registry_line, snake
from simpul.contracts.generate import class_files
from simpul.errors import ContractError


def start_version(folder: Folder, contract: Contract) -> tuple[Path, Path]:
    """Copy the newest version and its example to the next number; gives both paths.

    Raises:
        ContractError: there is a draft of that number already, or no example to copy.
    """
    latest = folder.file(contract.subject, contract.version)
    draft = folder.file(contract.subject, contract.version + 1)
    if draft is not None:
        raise ContractError(f"{draft.path.relative_to(folder.root)} is a draft already; edit it, or delete it first")
    if latest is None or latest.example_text is None:
        raise ContractError(
            f"{contract.event_type} version {contract.version} has no file or no example; restore it from git"
        )
    path = latest.path.with_name(f"{contract.version + 1}.avsc")
    example = path.with_suffix(".example.json")
    path.write_text(latest.text, encoding="utf-8")
    example.write_text(latest.example_text, encoding="utf-8")
    return path, example


def register_drafts(folder: Folder) -> tuple[Entry, ...]:
    """Append every draft to registry.csv, which publishes it; gives the new lines."""
    first = len(folder.entries) + 1
    drafts = sorted(folder.drafts, key=lambda draft: (draft.subscriber or "", draft.subject, draft.version))
    entries = tuple(
        Entry(number, draft.subject, draft.version, draft.sha256) for number, draft in enumerate(drafts, start=first)
    )
    with (folder.root / REGISTRY).open("a", encoding="utf-8", newline="") as registry:
        registry.writelines(registry_line(entry) for entry in entries)
    return entries


def write_classes(contracts: Contracts, root: Path) -> list[Path]:
    """Write the typed classes that are missing or stale; gives their paths.

    Raises:
        ContractError: two contracts of an owner give one name two meanings.
    """
    written = []
    for path, text in class_files(contracts).items():
        file = root / path
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            written.append(file)
    return written


def write_projections(root: Path, projections: Iterable[tuple[str, int, Schema]]) -> list[Path]:
    """Write projections as drafts; gives their paths."""
    written = []
    for subscriber, version, schema in projections:
        path = root / DELIVERY / subscriber / snake(str(schema["name"])) / f"{version}.avsc"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(schema_text(schema), encoding="utf-8")
        written.append(path)
    return written
