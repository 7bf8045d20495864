"""`simpul up`, `simpul down` and `simpul status`: a real Kafka on one's own machine."""

import json
import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from simpul import local
from simpul.settings import read_settings

DataDir = Annotated[Path | None, typer.Option(help="Folder for what Simpul keeps on disk; its Kafka is in kafka/.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def up(
    *,
    brokers: Annotated[int | None, typer.Option(help="1 or 3; by default what is there, else 1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the first broker; by default a free one.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Start a local Kafka, or find it up; prints the address for SIMPUL_BOOTSTRAP_SERVERS.

    Example: simpul up --brokers 3
    """
    talk = Console(stderr=True)
    columns = (TextColumn("fetching Kafka (once)"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=talk, transient=True) as bar:
        task = bar.add_task("jars", total=None, visible=False)
        running = local.start(
            kafka_folder(data_dir),
            brokers=brokers,
            port=port,
            progress=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
        )
    talk.print("Kafka was up already" if running.was_up else "Kafka is up", highlight=False)
    typer.echo(json.dumps(_document(running)) if as_json else running.bootstrap_servers)


def down(
    *,
    data_dir: DataDir = None,
    delete_data: Annotated[bool, typer.Option("--delete-data", help="Delete every topic and record too.")] = False,
) -> None:
    """Stop the Kafka that `simpul up` started, and nothing else.

    Example: simpul down
    """
    folder = kafka_folder(data_dir)
    stopped = local.stop(folder)
    if delete_data:
        shutil.rmtree(folder, ignore_errors=True)
    words = {0: "no broker was running", 1: "1 broker stopped"}
    typer.echo(words.get(stopped, f"{stopped} brokers stopped"), err=True)


def status(*, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Say whether the local Kafka is up; exits 0 only if every broker answers.

    Example: simpul status --json
    """
    found = local.status(kafka_folder(data_dir))
    if as_json:
        typer.echo(json.dumps(_document(found) if found else {"up": False, "brokers": []}))
    elif found is None:
        typer.echo("down (simpul up starts it)")
    else:
        for broker in found.brokers:
            state = "up" if broker.answers else "down"
            typer.echo(f"broker {broker.number}  {state:4}  127.0.0.1:{broker.port}  pid {broker.pid or '-'}")
    if found is None or not found.was_up:
        raise typer.Exit(1)


def kafka_folder(data_dir: Path | None) -> Path:
    """Where the local Kafka lives below a data folder."""
    return read_settings(data_dir=data_dir).data_dir / "kafka"


def _document(running: local.Running) -> dict[str, object]:
    return {
        "up": all(broker.answers for broker in running.brokers),
        "bootstrap_servers": running.bootstrap_servers,
        "brokers": [
            {"number": broker.number, "port": broker.port, "pid": broker.pid, "answers": broker.answers}
            for broker in running.brokers
        ],
    }
