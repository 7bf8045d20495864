"""`simpul registry`: serves the contracts to everyone else's tools."""

import asyncio
import os
from typing import Annotated

import typer

from simpul.contracts import load_contracts
from simpul.errors import SettingError
from simpul.registry import serve
from simpul.settings import read_settings


def registry(
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
) -> None:
    """Serve the contracts by Confluent's Schema Registry REST API, read-only, until SIGTERM or Ctrl-C.

    The bus itself does not need it. The address is the first line of stdout.

    Example: simpul registry --port 8081
    """
    settings = read_settings(registry_port=port, registry_host=host)
    contracts = load_contracts(settings.contracts)
    try:
        asyncio.run(serve(contracts, host=settings.registry_host, port=settings.registry_port, listening=typer.echo))
    except OSError as problem:
        address = f"{settings.registry_host}:{settings.registry_port}"
        reason = os.strerror(problem.errno or 0)
        raise SettingError(
            f"{address} cannot be listened on ({reason}); choose another with --port, or 0 for a free one"
        ) from problem
