"""`simpul consume`: shows the records of a topic, with personal data masked."""

import asyncio
import json
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated

import typer

from simpul.cli.revealing import permit
from simpul.contracts import load_contracts
from simpul.inspection import as_document, as_line, read_topic, view
from simpul.settings import Settings, read_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    topic: str
    from_beginning: bool
    until_end: bool
    key: str | None
    event_type: str | None
    most: int | None
    reveal: bool
    as_json: bool


def consume(  # noqa: PLR0913  # one parameter an option
    topic: Annotated[str, typer.Argument(help="Name of the topic.")],
    *,
    from_beginning: Annotated[bool, typer.Option("--from-beginning", help="All that is there, not only new.")] = False,
    until_end: Annotated[bool, typer.Option("--until-end", help="Stop at what is there now.")] = False,
    key: Annotated[str | None, typer.Option(help="Only records of this key.")] = None,
    event_type: Annotated[str | None, typer.Option("--type", help="Only events of this type.")] = None,
    most: Annotated[int | None, typer.Option("--max", min=1, help="Stop after so many records.")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show P2 and P3 values; needs --reason.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why; goes to the audit log.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    bootstrap_servers: Annotated[str | None, typer.Option(help="Kafka brokers, host:port.")] = None,
) -> None:
    """Show the records of a topic: decoded, committed ones only, P2 and P3 values masked.

    Example: simpul consume adminduk.person --from-beginning --until-end --type DeathRegistered
    """
    settings = read_settings(bootstrap_servers=bootstrap_servers)
    permit(settings, topic=topic, event_type=event_type, reveal=reveal, reason=reason)
    wanted = _Wanted(
        topic=topic,
        from_beginning=from_beginning,
        until_end=until_end,
        key=key,
        event_type=event_type,
        most=most,
        reveal=reveal,
        as_json=as_json,
    )
    asyncio.run(_show(wanted, settings))


async def _show(wanted: _Wanted, settings: Settings) -> None:
    contracts = load_contracts(settings.contracts)
    if wanted.event_type is not None:
        contracts.latest(wanted.event_type)  # a name that does not exist would wait for ever
    shown = 0
    records = read_topic(
        wanted.topic,
        brokers=settings.bootstrap_servers,
        from_beginning=wanted.from_beginning,
        until_end=wanted.until_end,
    )
    async with aclosing(records):
        async for raw in records:
            if wanted.key is not None and raw.key != wanted.key.encode():
                continue
            seen = view(raw, contracts=contracts, reveal=wanted.reveal)
            if wanted.event_type not in {None, seen.event_type}:
                continue
            typer.echo(json.dumps(as_document(seen), ensure_ascii=False) if wanted.as_json else as_line(seen))
            shown += 1
            if shown == wanted.most:
                break
