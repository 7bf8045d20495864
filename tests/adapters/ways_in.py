"""Each way in with a small system behind it that says numbers, for the tests that all of them must pass."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from simpul.adapters import Source
from simpul.adapters.pull import Numbered
from simpul.adapters.spool import SpoolSource
from tests.adapters.files import small
from tests.adapters.http.served import SAND, Served, example, served
from tests.adapters.in_memory import Relayed
from tests.adapters.outbox.department import LETTER, Department, event_id
from tests.adapters.pull import national
from tests.adapters.snapshot import pbb

AT_ONCE = 2  # rows a transaction, so that there are many of them
ACCEPTED, REFUSED = 202, 422


class System(Protocol):
    """A legacy system and the way in to it."""

    async def say(self, numbers: Sequence[int], *, wrong: bool = False) -> None:
        """Say these numbers in one go; wrong: as what no event can be made of."""

    def source(self) -> Source:
        """The way in, asked anew, until it has nothing more."""

    def said(self, relayed: Relayed) -> list[int]:
        """The numbers that were published, in order."""

    def rejected(self, relayed: Relayed) -> int:
        """Of how many numbers no event could be made."""


class _InBatches:
    def rejected(self, relayed: Relayed) -> int:
        return sum(batch.rejected for batch in relayed.batches)


@dataclass
class DroppedFiles(_InBatches):
    """An office that drops a file each time."""

    folder: Path
    files: int = 0

    async def say(self, numbers: Sequence[int], *, wrong: bool = False) -> None:
        others = {"NIK": "none"} if wrong else {}
        self.files += 1
        small.put(
            self.folder, f"{self.files}.csv", small.csv_of(*(small.cells(number, **others) for number in numbers))
        )

    def source(self) -> Source:
        return small.drop(self.folder, rows=AT_ONCE)

    def said(self, relayed: Relayed) -> list[int]:
        return [int(number.removeprefix("B-")) for number in small.numbers(relayed)]


@dataclass
class Letters(_InBatches):
    """A program with an outbox."""

    department: Department
    numbers: dict[str, int] = field(default_factory=dict)  # by event id

    async def say(self, numbers: Sequence[int], *, wrong: bool = False) -> None:
        for number in numbers:
            payload = {**LETTER, "letter_ref": f"470/{number:03d}/2026"}
            row = self.department.write(payload=payload, event_type="Nonsense" if wrong else "VillageLetterIssued")
            self.numbers[event_id(row)] = number

    def source(self) -> Source:
        return self.department.relay(batch_rows=AT_ONCE)

    def said(self, relayed: Relayed) -> list[int]:
        return [self.numbers[one] for one in relayed.event_ids]


@dataclass
class Objects(_InBatches):
    """A register without change times."""

    register: pbb.Register

    async def say(self, numbers: Sequence[int], *, wrong: bool = False) -> None:
        self.register.fill(numbers, njop=None if wrong else 1_000)

    def source(self) -> Source:
        return pbb.source(self.register.url, piece=AT_ONCE)

    def said(self, relayed: Relayed) -> list[int]:
        return [int(event.nop[13:17]) for event in pbb.events(relayed)]


@dataclass
class Answers(_InBatches):
    """A national service, asked page by page."""

    service: national.NationalService
    address: SecretStr

    async def say(self, numbers: Sequence[int], *, wrong: bool = False) -> None:
        self.service.items += [national.item(number, unit="?" if wrong else "DINKES") for number in numbers]

    def source(self) -> Source:
        return national.source(self.address, Numbered())

    def said(self, relayed: Relayed) -> list[int]:
        return [int(number) for number, _ in national.said(relayed)]


@dataclass
class Readers:
    """Readers at a gate that send over HTTP; what is refused they know at once."""

    ingest: Served
    refused: int = 0
    numbers: dict[str, int] = field(default_factory=dict)  # by event id

    async def say(self, numbers: Sequence[int], *, wrong: bool = False) -> None:
        for number in numbers:
            data = example("SandTruckTapped", balance_after="much" if wrong else number)
            times = {"occurred_at": "2026-07-06T02:00:00Z", "registered_at": "2026-07-06T02:00:00Z"}
            status, members = await self.ingest.post({"type": "SandTruckTapped", "data": data} | times)
            assert status == (REFUSED if wrong else ACCEPTED)
            self.refused += wrong
            self.numbers[str(members.get("event_id"))] = number

    def source(self) -> Source:
        return SpoolSource(self.ingest.spool, follow=False, batch_events=AT_ONCE)

    def said(self, relayed: Relayed) -> list[int]:
        return [self.numbers[one] for one in relayed.event_ids]

    def rejected(self, _: Relayed) -> int:
        return self.refused


@asynccontextmanager
async def answers() -> AsyncIterator[System]:
    """A service that runs meanwhile."""
    service = national.NationalService()
    async with national.serving(service) as address:
        yield Answers(service, address)


@asynccontextmanager
async def readers(folder: Path) -> AsyncIterator[System]:
    """An ingest that is served meanwhile."""
    async with served(folder) as ingest:
        yield Readers(ingest.of(SAND))
