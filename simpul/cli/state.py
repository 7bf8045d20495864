"""`simpul state`: shows what a stream keeps of one key."""

import asyncio
import json
from typing import Annotated

import typer

from simpul.catalogue import load_catalogue
from simpul.cli.revealing import permit
from simpul.contracts import load_contracts
from simpul.errors import CatalogueError
from simpul.inspection import Entry, read_state
from simpul.inspection.masking import MARK
from simpul.settings import read_settings
from simpul.wire.envelope import rfc3339


def state(
    stream: Annotated[str, typer.Argument(help="The application, by its name in applications.yaml.")],
    *,
    key: Annotated[str, typer.Option(help="The key of the records, as simpul consume shows it.")],
    reveal: Annotated[bool, typer.Option("--reveal", help="Show the values; needs --reason.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why; goes to the audit log.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    bootstrap_servers: Annotated[str | None, typer.Option(help="Kafka brokers, host:port.")] = None,
) -> None:
    """Show what a stream keeps of one key: its stores, sizes and timers; values only with --reveal.

    It is read from the changelog, so it is what is committed, and no worker is disturbed.

    Example: simpul state routing-watch --key LAPOR_LUMAJANG:77
    """
    settings = read_settings(bootstrap_servers=bootstrap_servers)
    changelog = load_catalogue(settings.catalogue, contracts=load_contracts(settings.contracts)).changelog_topic(stream)
    if changelog is None:
        raise CatalogueError(f"application {stream} keeps no state; see `state` in applications.yaml")
    permit(settings, topic=changelog.name, reveal=reveal, reason=reason)
    entries = asyncio.run(read_state(changelog, key=key, brokers=settings.bootstrap_servers))
    for entry in entries:
        typer.echo(json.dumps(_document(entry, reveal=reveal)) if as_json else _line(entry, reveal=reveal))
    typer.echo(f"{stream} keeps {len(entries)} entries of this key", err=True)


def _document(entry: Entry, *, reveal: bool) -> dict[str, object]:
    return {
        "store": entry.store,
        "written": rfc3339(entry.written),
        "due": None if entry.due is None else rfc3339(entry.due),
        "bytes": len(entry.value),
        "value": _text(entry.value) if reveal else MARK,
    }


def _line(entry: Entry, *, reveal: bool) -> str:
    shown = _document(entry, reveal=reveal)
    due = f"  due {shown['due']}" if entry.due is not None else ""
    return f"{shown['store']}  written {shown['written']}{due}  {shown['bytes']} bytes  {shown['value']}"


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()
