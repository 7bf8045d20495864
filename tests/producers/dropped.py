"""Drops a file into the folder of an adapter, and compares what is published with what the sample's page expects."""

import asyncio
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from ruamel.yaml import YAML

from avro_schemas.diskominfo import DataQualityFlagged
from simpul.adapters import WIB, Emission, read_codes
from simpul.adapters.files import Export, FileDrop, Pace
from simpul.adapters.mapping import Known
from simpul.tokens import TokenDomain, Tokens
from tests.adapters.in_memory import Relayed

PRODUCERS = Path(__file__).parents[2] / "producers"
KNOWN = Known(codes=read_codes(), tokens=Tokens(b"simpul-test-key"))
TIMES = frozenset({"received_at", "issued_at", "completed_at", "due_at"})  # of events, in WIB on the pages

Entry = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample, what it is, and the page of what it must become."""

    system: str
    file: str
    export: Export

    @property
    def path(self) -> Path:
        return PRODUCERS / self.system / "samples" / self.file

    @property
    def page(self) -> Entry:
        page = Path(__file__).parent / self.system / f"{Path(self.file).stem}.expected.yaml"
        return cast("Entry", YAML(typ="safe").load(page))

    @property
    def events(self) -> list[Entry]:
        return cast("list[Entry]", self.page["events"])


def drop(export: Export, folder: Path, *, rows: int = 1_000) -> FileDrop:
    """The folder as a source that ends with the last file that is there."""
    pace = Pace(batch_rows=rows, quiet_s=0, wait=False)
    return FileDrop(export, folder=folder, known=KNOWN, flagged=DataQualityFlagged, pace=pace)


def emissions(relayed: Relayed) -> list[Emission]:
    """Everything that was published."""
    return [cast("Emission", emission) for batch in relayed.batches for emission in batch.emissions]


def events(relayed: Relayed) -> list[Emission]:
    """What was published of the rows themselves."""
    return [emission for emission in emissions(relayed) if not isinstance(emission.event, DataQualityFlagged)]


def flagged(relayed: Relayed) -> list[Entry]:
    """What was published of their quality."""
    return [
        emission.event.model_dump() for emission in emissions(relayed) if isinstance(emission.event, DataQualityFlagged)
    ]


def read_whole(export: Export, file: Path, folder: Path) -> Relayed:
    """What one file gives that is dropped into an empty folder."""
    folder.mkdir(exist_ok=True)
    shutil.copy(file, folder / file.name)
    relayed = Relayed()
    asyncio.run(relayed.run(drop(export, folder)))
    return relayed


def read_with_crashes(export: Export, file: Path, folder: Path) -> Relayed:
    """The same row by row, killed after each commit and before anything is cleared up."""
    folder.mkdir(exist_ok=True)
    shutil.copy(file, folder / file.name)
    relayed = Relayed()
    published = -1
    while published < len(relayed.batches):
        published = len(relayed.batches)
        asyncio.run(relayed.run(drop(export, folder, rows=1), batches=1, settled=False))
    return relayed


def expected_events(sample: Sample) -> list[Entry]:
    """The events of the page, with supersedes and cancels by the row they name."""
    return [
        {
            "event": entry["event"],
            "occurred_at": _wib(entry.get("occurred_at", entry["registered_at"])),
            "registered_at": _wib(entry["registered_at"]),
            "supersedes": entry.get("supersedes_row"),
            "cancels": entry.get("cancels_row"),
            "data": {name: _value(name, value) for name, value in cast("Entry", entry["data"]).items()},
        }
        for entry in sample.events
    ]


def seen_events(published: Sequence[Emission], rows: Sequence[object]) -> list[Entry]:
    """The events that were published, in the words of the page."""
    by_id: Mapping[UUID | None, object] = {
        emission.event_id: row for emission, row in zip(published, rows, strict=True)
    }
    return [
        {
            "event": emission.event.event_type,
            "occurred_at": emission.occurred_at,
            "registered_at": emission.registered_at,
            "supersedes": by_id.get(emission.supersedes),
            "cancels": by_id.get(emission.cancels),
            "data": emission.event.model_dump(),
        }
        for emission in published
    ]


def expected_flags(sample: Sample) -> list[tuple[str, str, str]]:
    """Row, verdict and reason of everything that must be flagged."""
    page = sample.page
    always = cast("list[str]", page["warnings_on_every_event"])
    warned = [
        (str(entry["row"]), "WARN", reason)
        for entry in sample.events
        for reason in {*always, *cast("list[str]", entry["warnings"])}
    ]
    others = [
        (str(entry["row"]), verdict, str(entry["reason"]))
        for kind, verdict in (("rejected", "REJECT"), ("ignored", "IGNORE"))
        for entry in cast("list[Entry]", page[kind])
    ]
    return sorted((*warned, *others))


def seen_flags(relayed: Relayed) -> list[tuple[str, str, str]]:
    """Row, verdict and reason of everything that was flagged."""
    return sorted(
        (str(flag["source_ref"]).partition("#")[2], str(flag["verdict"]), str(flag["reason_code"]))
        for flag in flagged(relayed)
    )


def _wib(text: object) -> datetime:
    moment = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    return moment.replace(tzinfo=WIB)


def _value(name: str, value: object) -> object:
    if name in TIMES and value is not None:
        return _wib(value)
    return re.sub(r"tok\((\w+):([^)]+)\)", _token, value) if isinstance(value, str) else value


def _token(match: re.Match[str]) -> str:
    return KNOWN.tokens.token(TokenDomain(match[1]), match[2])
