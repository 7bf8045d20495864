"""What is made from the contracts and committed: typed classes and projections."""

from collections.abc import Iterator
from pathlib import Path

from simpul.contracts.avsc import fields_of, without_null
from simpul.contracts.checks.finding import Finding
from simpul.contracts.collection import Contracts
from simpul.contracts.compatibility import misfits
from simpul.contracts.contract import Contract
from simpul.contracts.folder import DELIVERY
from simpul.contracts.generate import class_files
from simpul.contracts.projection import Wishes, missing_projections
from simpul.errors import ContractError


def check_classes(contracts: Contracts, root: Path) -> Iterator[Finding]:
    """Whether each generated file is what would be generated now."""
    try:
        files = class_files(contracts)
    except ContractError as problem:
        yield Finding(place=root.name, problem=str(problem))
        return
    for path, text in files.items():
        file = root / path
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            yield Finding(place=str(path), problem="is not what the contracts say; run `simpul contracts generate`")


def check_projections(contracts: Contracts, wishes: Wishes) -> Iterator[Finding]:
    """Whether the newest projections are what the subscriptions ask for, and no less protected than their contract."""
    try:
        for subscriber, version, schema in missing_projections(contracts, wishes):
            yield Finding(
                place=f"{DELIVERY}/{subscriber}",
                problem=f"version {version} of {schema['name']} is missing; run `simpul contracts project`",
            )
    except ContractError as problem:
        yield Finding(place=DELIVERY, problem=str(problem))
    newest: dict[str, Contract] = {}
    for member in contracts.everything:
        if member.is_projection and member.version >= newest.get(member.subject, member).version:
            newest[member.subject] = member
    for projection in newest.values():
        yield from _projection(projection, contracts)


def _projection(projection: Contract, contracts: Contracts) -> Iterator[Finding]:
    place = f"{projection.subject} version {projection.version}"
    try:
        contract = contracts.latest(projection.event_type)
    except ContractError as problem:
        yield Finding(place=place, problem=str(problem))
        return
    known = {field.name: field for field in contract.fields}
    for field in projection.fields:
        if field.name not in known:
            yield Finding(place=place, problem=f"{field.name} is not in {contract.event_type}")
        elif field.data_class != known[field.name].data_class:
            yield Finding(
                place=place,
                problem=f"{field.name} is {known[field.name].data_class} in the contract and {field.data_class} here",
            )
    for misfit in misfits(writer=contract.schema, reader=projection.schema):
        yield Finding(place=place, problem=f"{misfit.path}: {misfit.reason}; run `simpul contracts project`")
    if _symbols(projection) != _symbols(contract, only={field.name for field in projection.fields}):
        yield Finding(place=place, problem="lacks symbols of the contract's enums; run `simpul contracts project`")


def _symbols(contract: Contract, *, only: set[str] | None = None) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields_of(contract.schema):
        if only is None or field["name"] in only:
            kind, _ = without_null(field["type"])
            name = kind if isinstance(kind, str) else str(kind.get("name", "")) if isinstance(kind, dict) else ""
            definition = contract.named.get(name.rpartition(".")[2])
            if definition is not None and definition["type"] == "enum":
                found[str(field["name"])] = definition["symbols"]
    return found
