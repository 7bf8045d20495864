"""`simpul produce`: publishes events from lines of JSON, and keeps the lines that were rejected."""

import asyncio
import io
import json
import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer

from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import load_contracts, typed_class
from simpul.errors import CatalogueError, SettingError, SimpulError
from simpul.sdk import Producer, Sent
from simpul.sdk.lines import instant, read_line, rejected_line
from simpul.settings import read_settings

STDIN = "-"
ODD_BYTES = "surrogateescape"  # a byte that is not UTF-8 spoils its line only, and is kept as it is


@dataclass(slots=True)
class _Run:
    """What has happened to the lines so far."""

    rejected_path: Path
    read: int = 0
    published: int = 0
    rejected: int = 0
    flying: deque[tuple[int, str, Sent]] = field(default_factory=deque)

    def reject(self, line: str, *, number: int, problem: SimpulError, event_id: str | None = None) -> None:
        """Say why, and keep the line for its correction."""
        typer.echo(f"line {number}: {problem}", err=True)
        kept = rejected_line(line, number=number, reason=str(problem), event_id=event_id)
        # The file holds personal data: nobody else may read it. The first line of a run starts it anew.
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if self.rejected else os.O_TRUNC)
        log = os.open(self.rejected_path, flags, 0o600)
        with os.fdopen(log, "w", encoding="utf-8", errors=ODD_BYTES) as file:
            file.write(kept + "\n")
        self.rejected += 1

    async def settle(self, *, wait: bool) -> None:
        """Take the answers of Kafka that are there, or all."""
        while self.flying and (wait or self.flying[0][2].outcome.done()):
            number, line, sent = self.flying.popleft()
            try:
                await sent
            except SimpulError as problem:
                self.reject(line, number=number, problem=problem, event_id=sent.event_id)
            else:
                self.published += 1


def produce(  # noqa: PLR0913  # one parameter an option
    event_type: Annotated[str, typer.Argument(metavar="TYPE", help="Event type, as DeathRegistered.")],
    file: Annotated[str, typer.Argument(metavar="FILE.jsonl|-", help="One JSON object a line; - reads stdin.")],
    *,
    system: Annotated[int | None, typer.Option(help="Source system; needed where several may publish TYPE.")] = None,
    occurred_at: Annotated[str | None, typer.Option(help="For lines without it; an instant, a day or now.")] = None,
    registered_at: Annotated[str | None, typer.Option(help="As --occurred-at.")] = None,
    rejected: Annotated[Path | None, typer.Option(help="Where rejected lines go [FILE.rejected.jsonl].")] = None,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Mark the events as test data.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The summary as JSON.")] = False,
    bootstrap_servers: Annotated[str | None, typer.Option(help="Kafka brokers, host:port.")] = None,
) -> None:
    """Publish the events of a file; bad lines are named and kept with their reason, the others go on.

    A line is the data, or {"data": {...}, "occurred_at": ..., "registered_at": ..., "event_id": ..., "supersedes": ...,
    "cancels": ...}. Exit code 1 if any line was rejected; correct the kept lines and produce them as they are.

    Example: simpul produce DeathRegistered deaths.jsonl --system 1 --synthetic
    """
    settings = read_settings(bootstrap_servers=bootstrap_servers)
    contracts = load_contracts(settings.contracts)
    contract = contracts.latest(event_type)
    event_class = typed_class(settings.contracts, contract)
    catalogue = load_catalogue(settings.catalogue, contracts=contracts)
    given = {"occurred_at": _time(occurred_at), "registered_at": _time(registered_at)}
    times = {name: moment for name, moment in given.items() if moment is not None}
    publisher = system if system is not None else _only_system(event_type, catalogue)
    run = _Run(rejected_path=rejected or _rejected_path(file))

    async def publish(lines: TextIO) -> None:
        async with Producer(settings=settings, system=publisher, contracts=contracts, catalogue=catalogue) as producer:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                run.read += 1
                try:
                    what = read_line(line, contract=contract, event_class=event_class, times=times, synthetic=synthetic)
                    run.flying.append((number, line, await producer.send(what.event, **what.how)))
                except SimpulError as problem:
                    run.reject(line, number=number, problem=problem)
                await run.settle(wait=False)
            await run.settle(wait=True)

    with _opened(file) as lines:
        asyncio.run(publish(lines))
    _report(run, event_type=event_type, system=publisher, as_json=as_json)
    raise typer.Exit(1 if run.rejected else 0)


def _report(run: _Run, *, event_type: str, system: int, as_json: bool) -> None:
    kept = str(run.rejected_path) if run.rejected else None
    if as_json:
        counts = {"read": run.read, "published": run.published, "rejected": run.rejected}
        typer.echo(json.dumps({"event_type": event_type, "system": system, **counts, "rejected_file": kept}))
        return
    typer.echo(f"{event_type}: {run.read} lines read, {run.published} events published, {run.rejected} rejected")
    if kept:
        typer.echo(f"correct the lines in {kept}, then: simpul produce {event_type} {kept} --system {system}", err=True)


def _only_system(event_type: str, catalogue: Catalogue) -> int:
    systems = catalogue.systems_publishing(event_type)
    if len(systems) != 1:
        names = ", ".join(map(str, systems)) or "none"
        raise CatalogueError(f"{event_type} may come from system {names}; say which with --system")
    return systems[0]


def _time(text: str | None) -> datetime | None:
    if text is None or text == "now":
        return None if text is None else datetime.now(UTC)
    try:
        return instant(text)
    except ValueError:
        raise SettingError(f"{text} is no instant with a zone, no day and not now; as 2026-07-06T02:00:00Z") from None


def _rejected_path(file: str) -> Path:
    return Path("stdin.rejected.jsonl") if file == STDIN else Path(file).with_suffix(".rejected.jsonl")


@contextmanager
def _opened(file: str) -> Iterator[TextIO]:
    if file == STDIN:
        yield io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors=ODD_BYTES)
        return
    try:
        lines = Path(file).open(encoding="utf-8-sig", errors=ODD_BYTES)  # noqa: SIM115  # closed below
    except OSError as problem:
        raise SettingError(f"{file} cannot be read ({problem.strerror})") from problem
    with lines:
        yield lines
