"""`simpul contracts`: look at the contracts, check them, and change them in the one way that breaks nobody."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import load_contracts
from simpul.contracts.authoring import (
    register_drafts,
    start_version,
    write_classes,
    write_projections,
)
from simpul.contracts.checks import FieldReaders, Finding, check_contracts, no_readers
from simpul.contracts.folder import Folder, find_folder, parse_registry, read_folder
from simpul.contracts.load import contracts_of
from simpul.contracts.projection import missing_projections
from simpul.errors import ContractError, SimpulError
from simpul.settings import Settings, read_settings

app = typer.Typer(no_args_is_help=True, help="Event types, their versions and fields.")

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]


@app.command("list")
def list_contracts(*, as_json: Json = False) -> None:
    """List every event type with its owner, newest version and schema id.

    Example: simpul contracts list
    """
    contracts = load_contracts(read_settings().contracts)
    newest = [contracts.latest(event_type) for event_type in contracts.event_types]
    if as_json:
        fields = ("event_type", "owner", "kind", "version", "schema_id", "subject")
        typer.echo(json.dumps([{name: getattr(member, name) for name in fields} for member in newest], indent=2))
        return
    for member in newest:
        typer.echo(f"{member.schema_id:>4}  {member.event_type:<34} {member.owner:<15} version {member.version}")


@app.command()
def show(event_type: Annotated[str, typer.Argument(help="The event type.")], *, as_json: Json = False) -> None:
    """Show the fields of an event type's newest version, with class and meaning.

    Example: simpul contracts show DeathRegistered
    """
    contract = load_contracts(read_settings().contracts).latest(event_type)
    if as_json:
        typer.echo(contract.text, nl=False)
        return
    typer.echo(f"{contract.event_type} version {contract.version}, of {contract.owner}: {contract.doc}")
    typer.echo(f"key: {', '.join(contract.key)}")
    for field in contract.fields:
        mark = " " if field.required else "?"
        typer.echo(f"  {field.data_class} {field.name:<24}{mark} {field.doc}")


@app.command()
def check(
    against: Annotated[
        Path | None, typer.Option(help="registry.csv of the main branch; its lines must still be there.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Say in sentences what is wrong with the contracts, and whom it would break; exit 1 if anything is.

    Example: git show origin/main:avro_schemas/registry.csv > before.csv; simpul contracts check --against before.csv
    """
    findings = _findings(read_settings(), against=against)
    if as_json:
        typer.echo(json.dumps([_as_json(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            typer.echo(str(finding))
        typer.echo(f"{len(findings)} found" if findings else "the contracts are in order", err=True)
    raise typer.Exit(1 if findings else 0)


@app.command()
def generate() -> None:
    """Write the typed class of each event type's newest version.

    Example: simpul contracts generate
    """
    settings = read_settings()
    _tell(write_classes(load_contracts(settings.contracts), find_folder(settings.contracts)))


@app.command()
def new_version(event_type: Annotated[str, typer.Argument(help="The event type to change.")]) -> None:
    """Start the next version of an event type: a copy of the newest one, as a draft to edit.

    A published version never changes. Edit the draft and its example, see with `simpul contracts check` whom the
    change would break, and publish it with `simpul contracts register`, which gives it its id.

    Example: simpul contracts new-version DeathRegistered
    """
    package = read_settings().contracts
    contract = load_contracts(package).latest(event_type)
    _tell(start_version(read_folder(find_folder(package)), contract))
    typer.echo("edit both, run `simpul contracts check`, then `simpul contracts register`", err=True)


@app.command()
def register() -> None:
    """Publish the drafts: give each its id in registry.csv, and write the typed classes anew.

    Nothing is registered while `simpul contracts check` finds anything but the drafts themselves.

    Example: simpul contracts register
    """
    settings = read_settings()
    folder = read_folder(find_folder(settings.contracts))
    findings = [finding for finding in _findings(settings) if not finding.is_draft]
    if findings:
        listed = "\n".join(f"  {finding}" for finding in findings)
        raise ContractError(f"nothing was registered, since the check found\n{listed}")
    for entry in register_drafts(folder):
        typer.echo(f"{entry.id}  {entry.subject} version {entry.version}")
    _tell(write_classes(load_contracts(settings.contracts), folder.root))


@app.command()
def project() -> None:
    """Write and register what each subscriber receives, where the catalogue's subscriptions ask for more than there is.

    Example: simpul contracts project
    """
    settings = read_settings()
    folder = read_folder(find_folder(settings.contracts))
    if folder.drafts:
        raise ContractError(f"{folder.drafts[0].path.name} of {folder.drafts[0].subject} is a draft; register it first")
    contracts = contracts_of(folder)
    wishes = fields_wished(load_catalogue(settings.catalogue, contracts=contracts))
    write_projections(folder.root, missing_projections(contracts, wishes))
    for entry in register_drafts(read_folder(folder.root)):
        typer.echo(f"{entry.id}  {entry.subject} version {entry.version}")


def fields_wished(catalogue: Catalogue) -> dict[tuple[str, str], tuple[str, ...]]:
    """The fields of each subscriber and event type, over all its subscriptions.

    Raises:
        ContractError: a subscriber has two subscriptions of an event type with other fields.
    """
    wishes: dict[tuple[str, str], tuple[str, ...]] = {}
    for subscription in catalogue.subscriptions:
        wish = (subscription.subscriber, subscription.event_type)
        if set(wishes.setdefault(wish, subscription.fields)) != set(subscription.fields):
            raise ContractError(f"{wish[0]} has two subscriptions of {wish[1]} with other fields; give both the same")
    return wishes


def readers_of(catalogue: Catalogue) -> FieldReaders:
    """Who reads a field of an event type, by the catalogue."""

    def readers(event_type: str, field: str) -> tuple[str, ...]:
        found = catalogue.subscriptions_to(event_type)
        return tuple(sorted({member.subscriber for member in found if not field or field in member.fields}))

    return readers


def _findings(settings: Settings, *, against: Path | None = None) -> list[Finding]:
    folder = read_folder(find_folder(settings.contracts))
    published = parse_registry(against.read_text(encoding="utf-8")) if against else ()
    catalogue = _catalogue(settings, folder)
    return check_contracts(
        folder,
        owners=_owners(settings),
        readers=readers_of(catalogue) if catalogue else no_readers,
        published=published,
        wishes=fields_wished(catalogue) if catalogue else {},
    )


def _catalogue(settings: Settings, folder: Folder) -> Catalogue | None:
    """The catalogue, unless the contracts or it are in disorder: then the check goes on without consumers."""
    try:
        return load_catalogue(settings.catalogue, contracts=contracts_of(folder))
    except SimpulError as problem:
        typer.echo(f"consumers cannot be named: {problem}", err=True)
        return None


def _owners(settings: Settings) -> frozenset[str]:
    path = find_folder(settings.catalogue) / "reference" / "departments.csv"
    with path.open(encoding="utf-8") as lines:
        return frozenset(row["id"] for row in csv.DictReader(line for line in lines if not line.startswith("#")))


def _as_json(finding: Finding) -> dict[str, object]:
    return {"place": finding.place, "problem": finding.problem, "consumers": list(finding.consumers)}


def _tell(paths: Iterable[Path]) -> None:
    for path in paths:
        typer.echo(str(path))
