"""`simpul registry`: serves the contracts to everyone else's tools."""

import asyncio
from typing import Annotated

import typer

from simpul.contracts import load_contracts
from simpul.registry import make_app
from simpul.serving import served, when_told_to_end
from simpul.settings import Settings, read_settings


def registry(
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
) -> None:
    """Serve the contracts by Confluent's Schema Registry REST API, read-only, until SIGTERM or Ctrl-C.

    The bus itself does not need it. The address is the first line of stdout.

    Example: simpul registry --port 8081
    """
    settings = read_settings(registry_port=port, registry_host=host)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    app, told = make_app(load_contracts(settings.contracts)), asyncio.Event()
    when_told_to_end(told.set)
    host, port = settings.registry_host, settings.registry_port
    async with served(app, host=host, port=port, setting="SIMPUL_REGISTRY_PORT") as address:
        typer.echo(address)
        await told.wait()
