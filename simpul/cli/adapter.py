"""`simpul adapter`: the beginning of a new adapter, and keys for systems that send over HTTP."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from simpul.adapters import read_codes
from simpul.adapters.http import new_key
from simpul.adapters.skeleton import Reading, Wanted, Way, labels_of, module_text, sample_text, with_entry
from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import load_contracts
from simpul.contracts.folder import find_folder
from simpul.errors import CatalogueError, SettingError
from simpul.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="New adapters, and keys for the HTTP way in.")

ADAPTERS = "adapters.yaml"
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
MODULE = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+", re.ASCII)

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]

_ORIGINS = {
    Way.FILES: "FOLDER",
    Way.TABLE: "mysql://ACCOUNT:PASSWORD@HOST/DATABASE",
    Way.OUTBOX: "mysql://ACCOUNT:PASSWORD@HOST/DATABASE",
    Way.PULL: "https://:KEY@HOST/FIRST/PAGE",
}


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Its name, as village-letters.")],
    *,
    system: Annotated[int, typer.Option(help="The source system, by its number in reference/systems.csv.")],
    event_type: Annotated[str, typer.Option("--type", help="The event type it publishes.")],
    way: Annotated[Way, typer.Option(help="How its events come in.")] = Way.FILES,
    module: Annotated[str | None, typer.Option(help="Its module [producers.DEPARTMENT.NAME].")] = None,
    as_json: Json = False,
) -> None:
    """Write the skeleton of a new adapter into the clone of the project one stands in; it works at once.

    That is a module made from the contract of the event type, its entry in adapters.yaml and, for files, a sample.
    Then put in the names and words that your system has.

    Example: simpul adapter new village-letters --system 50 --type VillageLetterIssued
    """
    settings = read_settings()
    contracts = load_contracts(settings.contracts)
    catalogue = load_catalogue(settings.catalogue, contracts=contracts)
    package = f"producers.{catalogue.department_of_system(system).lower()}"
    wanted = Wanted(
        name=name,
        system=system,
        contract=contracts.latest(event_type),
        way=way,
        module=module or f"{package}.{name.replace('-', '_')}",
        contracts=settings.contracts,
    )
    _judge(wanted, catalogue)
    files = _files(wanted, entries=_clone(settings.catalogue) / ADAPTERS, codes=settings.catalogue)
    _write(files)
    _tell(wanted, list(files), as_json=as_json)


@app.command()
def key(
    system: Annotated[int, typer.Argument(help="The system, by its number in reference/systems.csv.")],
    *,
    note: Annotated[str, typer.Option(help="Whatever helps to tell keys apart.")] = "",
    as_json: Json = False,
) -> None:
    """Make a new API key for a system that sends over HTTP; it is shown this once.

    The line that lets it in goes into the file of SIMPUL_INGEST_KEYS; it holds the hash of the key only.

    Example: simpul adapter key 61 --note "siren controller, from July 2026"
    """
    settings = read_settings()
    _judge_publisher(system, load_catalogue(settings.catalogue, contracts=load_contracts(settings.contracts)))
    made, line = new_key(system)
    line = " ".join([line, *note.split()])
    if settings.ingest_keys is None:
        typer.echo(f"put this line into the file that SIMPUL_INGEST_KEYS names for the adapter:\n{line}", err=True)
    else:
        _append(settings.ingest_keys, line)
        typer.echo(f"added to {settings.ingest_keys}; the adapter lets it in from its next start", err=True)
    typer.echo(json.dumps({"system": system, "key": made, "line": line}) if as_json else made)


def _judge(wanted: Wanted, catalogue: Catalogue) -> None:
    """Refuse what could not run.

    Raises:
        SettingError: a name is none.
        CatalogueError: the name is taken, or the system may not publish this event type.
    """
    if not NAME.fullmatch(wanted.name):
        raise SettingError(f"{wanted.name} is no name of an adapter; use small letters, digits and dashes")
    if not MODULE.fullmatch(wanted.module):
        raise SettingError(f"{wanted.module} is no module of a package; say it as producers.dinsos.payments")
    if any(adapter.name == wanted.name for adapter in catalogue.adapters):
        raise CatalogueError(f"there is an adapter {wanted.name} already; choose another name, or change its module")
    event_type = wanted.contract.event_type
    allowed = catalogue.systems_publishing(event_type)
    if wanted.system not in allowed:
        systems = ", ".join(map(str, allowed)) or "none, as the bus derives it"
        raise CatalogueError(
            f"system {wanted.system} may not publish {event_type}; by the catalogue these may: {systems}"
        )


def _judge_publisher(system: int, catalogue: Catalogue) -> None:
    department = catalogue.department_of_system(system)
    types = {name for topic in catalogue.topics if topic.kind == "event" for name in topic.event_types}
    if not any(system in catalogue.systems_publishing(event_type) for event_type in types):
        raise CatalogueError(
            f"system {system} of {department} publishes no event type, so a key would let nothing in; the catalogue "
            "names the systems of each event type"
        )


def _clone(catalogue: str) -> Path:
    """The folder of the catalogue, below the folder one stands in.

    Raises:
        SettingError: one stands somewhere else.
    """
    folder = find_folder(catalogue)
    if folder.parent.resolve() != Path.cwd():
        raise SettingError(f"the catalogue is in {folder}; stand in {folder.parent}, where adapters are written")
    return Path(folder.name)


def _files(wanted: Wanted, *, entries: Path, codes: str) -> Mapping[Path, str]:
    """What is to be written, the entry last: until it is there, nothing has changed for anybody.

    Raises:
        SettingError: a file of the adapter is there already.
        ContractError: a field of the event type cannot be read out of a row.
    """
    labels = labels_of(read_codes(codes))
    module = Path(*wanted.module.split(".")).with_suffix(".py")
    files = {module: module_text(wanted, labels=labels)}
    if wanted.way is Way.FILES:
        files[module.parent / "samples" / f"{wanted.name}.csv"] = sample_text(Reading(wanted, labels=labels))
    for path in files:
        if path.exists():
            raise SettingError(f"{path} is there already; give another --module, or take it away")
    for folder in module.parents[:-1]:
        if not (folder / "__init__.py").exists():
            files[folder / "__init__.py"] = f'"""Adapters of {wanted.contract.owner}."""\n'
    before = entries.read_text(encoding="utf-8") if entries.exists() else ""
    return files | {entries: with_entry(before, wanted)}


def _write(files: Mapping[Path, str]) -> None:
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _append(file: Path, line: str) -> None:
    """Add a line; nobody else may read the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_bytes() if file.exists() else b""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as opened:
        opened.write(("\n" if before and not before.endswith(b"\n") else "") + line + "\n")


def _tell(wanted: Wanted, paths: list[Path], *, as_json: bool) -> None:
    for path in paths:
        typer.echo(f"wrote {path}", err=True)
    samples = [path for path in paths if path.suffix == ".csv"]
    for number, step in enumerate(_next(wanted, sample=samples[0] if samples else None), start=1):
        typer.echo(f"{number}. {step}", err=True)
    if as_json:
        typer.echo(
            json.dumps({"adapter": wanted.name, "module": wanted.module, "files": [str(path) for path in paths]})
        )


def _next(wanted: Wanted, *, sample: Path | None) -> list[str]:
    """What is to be done now."""
    run = f"simpul ingest {wanted.name}"
    if wanted.way is Way.HTTP:
        return ["simpul topics apply", f"simpul adapter key {wanted.system}", run]
    origin = _ORIGINS[wanted.way]
    look, start = f"{run} --dry-run {sample or origin}", f"{run} --from {origin}"
    if wanted.way is Way.OUTBOX:
        return ["simpul topics apply", look, start]
    return [look, f"put the names and words of your system into {wanted.module}", "simpul topics apply", start]
