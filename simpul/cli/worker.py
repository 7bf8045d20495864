"""`simpul worker`: runs one worker of a stream application."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from simpul.runtime import load_app, run_worker
from simpul.settings import read_settings


def worker(
    name: Annotated[str, typer.Argument(help="The application, as streams.NAME:app.")],
    bootstrap_servers: Annotated[str | None, typer.Option(help="Kafka brokers, host:port.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder for what the worker keeps on disk.")] = None,
    metrics_port: Annotated[
        int | None, typer.Option(help="Port of /metrics, /healthz and /readyz; 0: a free one.")
    ] = None,
) -> None:
    """Run one worker until SIGTERM or Ctrl-C; start more of them, on any machine, to share the partitions.

    Example: simpul worker streams.distribution:app
    """
    settings = read_settings(bootstrap_servers=bootstrap_servers, data_dir=data_dir, metrics_port=metrics_port)
    sys.path.insert(0, str(Path.cwd()))  # a stream of one's own lies in the folder one stands in
    raise typer.Exit(run_worker(load_app(name), settings))
