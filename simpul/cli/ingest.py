"""`simpul ingest`: runs the adapter of a legacy system."""

import asyncio
import json
import shutil
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from simpul.adapters import Setup, run_adapter, set_up
from simpul.adapters.dry_run import would_publish
from simpul.cli.revealing import permit
from simpul.errors import SettingError
from simpul.inspection import Raw, as_document, as_line, view
from simpul.sdk import Record
from simpul.settings import read_settings


def ingest(  # noqa: PLR0913  # one parameter an option
    name: Annotated[str, typer.Argument(help="The adapter, as adapters.yaml calls it.")],
    *,
    origin: Annotated[
        str | None, typer.Option("--from", help="Folder, database or address; SIMPUL_ORIGIN by default.")
    ] = None,
    share: Annotated[int, typer.Option(min=0, help="Which part of the work, from 0, of an adapter with shares.")] = 0,
    once: Annotated[bool, typer.Option("--once", help="End when there is nothing more, instead of waiting.")] = False,
    dry_run: Annotated[
        str | None, typer.Option("--dry-run", metavar="FILE", help="Show what this file (or origin) would publish.")
    ] = None,
    accept_deletions: Annotated[
        bool, typer.Option("--accept-deletions", help="The loss of rows that the first round finds is meant.")
    ] = False,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Mark the events as test data.")] = False,
    reveal: Annotated[bool, typer.Option("--reveal", help="Dry run: show P2 and P3 values; needs --reason.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why; goes to the audit log.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, or the totals as one.")] = False,
    bootstrap_servers: Annotated[str | None, typer.Option(help="Kafka brokers, host:port.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder for what the adapter keeps on disk.")] = None,
) -> None:
    """Publish what a legacy system says, each event once, until SIGTERM or Ctrl-C.

    Example: simpul ingest dukcapil-deaths --from /srv/siak/drop
    """
    settings = read_settings(bootstrap_servers=bootstrap_servers, data_dir=data_dir, origin=origin)
    setup = replace(
        set_up(settings, name=name),
        share=share,
        once=once or dry_run is not None,
        accept_deletions=accept_deletions,
        synthetic=synthetic,
    )
    if share >= setup.adapter.shares:
        raise SettingError(
            f"adapter {name} has no share {share}: it has {setup.adapter.shares}, counted from 0; see adapters.yaml"
        )
    permit(settings, topic=f"dry run of {name}", reveal=reveal, reason=reason)
    if dry_run is not None:
        _show(setup, dry_run, reveal=reveal, as_json=as_json)
        return
    published = run_adapter(setup)
    totals = asdict(published)
    sentence = "published {events} events from {rows} rows; {rejected} rejected"
    typer.echo(json.dumps(totals) if as_json else sentence.format(**totals))


def _show(setup: Setup, origin: str, *, reveal: bool, as_json: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="simpul-dry-run-") as folder:
        # A copy, as an adapter moves what it has read.
        if Path(origin).is_file():
            shutil.copy2(origin, folder)
            origin = folder
        elif Path(origin).is_dir():
            origin = str(shutil.copytree(origin, Path(folder) / "drop"))
        number = asyncio.run(_print(_reading(setup, origin), reveal=reveal, as_json=as_json))
    typer.echo(f"{number} events would be published; nothing was sent", err=True)


async def _print(setup: Setup, *, reveal: bool, as_json: bool) -> int:
    number = 0
    async for record in would_publish(setup):
        seen = view(_raw(record, number), contracts=setup.contracts, reveal=reveal)
        typer.echo(json.dumps(as_document(seen), ensure_ascii=False) if as_json else as_line(seen))
        number += 1
    return number


def _reading(setup: Setup, origin: str) -> Setup:
    return replace(setup, settings=setup.settings.model_copy(update={"origin": SecretStr(origin)}))


def _raw(record: Record, number: int) -> Raw:
    return Raw(
        topic=record.topic,
        partition=record.partition,
        offset=number,
        timestamp=time.time_ns() // 1_000_000,
        key=record.key,
        value=record.value,
        headers=record.headers,
    )
