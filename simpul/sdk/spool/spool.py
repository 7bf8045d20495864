"""The spool as a program of many tasks uses it: appends that come at one time share one write to the disk."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from pydantic import SecretStr

from simpul.errors import SpoolError
from simpul.sdk.records import Record
from simpul.sdk.spool.disk import SpoolFile
from simpul.sdk.spool.waiting import Arrival, Offered, Waiting

T = TypeVar("T")


class _Append(NamedTuple):
    offers: Sequence[Offered]
    outcome: "asyncio.Future[list[Arrival]]"


class Spool:
    """Records on disk, in the order in which they came; an async context manager, for one process at a time."""

    def __init__(self, path: Path, *, key: SecretStr, max_bytes: int, clock: Callable[[], float] = time.time) -> None:
        """Nothing is opened yet.

        Args:
            path: the file; SQLite lays two more beside it.
            key: what is on disk is encrypted with it.
            max_bytes: of the records that wait; beyond it nothing is taken.
            clock: seconds since 1970.
        """
        self.path = path
        self._open = partial(SpoolFile, path, secret=key.get_secret_value(), max_bytes=max_bytes)
        self.max_bytes = max_bytes
        self._clock = clock
        self._held: SpoolFile | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spool")
        self._queue: list[_Append] = []
        self._writing: asyncio.Task[None] | None = None
        self._arrived = asyncio.Event()
        self._empty = asyncio.Event()
        self.unwritten = 0

    async def __aenter__(self) -> Self:
        """Open the file, or begin it.

        Raises:
            SpoolError: it cannot be opened, another process has it, or the key is not its own.
        """
        self._held = await self._do(self._open)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what was handed over, then let go of the file."""
        if self._writing is not None:
            await self._writing
        file, self._held = self._file, None
        await self._do(file.close)
        self._thread.shutdown()

    @property
    def id(self) -> bytes:
        """Tells this spool from any other, one that takes its place in the same file included."""
        return self._file.id

    @property
    def waiting(self) -> int:
        """How many records wait."""
        return self._file.count

    @property
    def size(self) -> int:
        """How many bytes wait."""
        return self._file.size

    @property
    def last(self) -> int:
        """The sequence of the newest record there ever was; 0 when there was none."""
        return self._file.last

    @property
    def age_s(self) -> float:
        """How long the oldest record has waited; 0 when none waits."""
        oldest = self._file.oldest_ms
        return 0.0 if oldest is None else max(0.0, self._clock() - oldest / 1_000)

    async def append(self, records: Sequence[Record], *, said: Sequence[bytes] | None = None) -> list[Arrival]:
        """What became of each record, once all of them are on the disk; they are taken together or not at all.

        Args:
            records: in the order in which those of a key must land.
            said: what the sender said for each, if that tells repetitions better than the record's key and value.

        Raises:
            SpoolFull: there is no room; what was accepted before is safe.
            SpoolError: the disk refused.
        """
        return await self.hand_over(records, said=said)

    def hand_over(
        self, records: Sequence[Record], *, said: Sequence[bytes] | None = None
    ) -> "asyncio.Future[list[Arrival]]":
        """What `append` gives, later: the order of the calls is the order of the records."""
        spoken = [record.key + b"\0" + record.value for record in records] if said is None else said
        seal = self._file.seal
        offers = [
            Offered(one.event_id, seal.mark(by), seal.close(one)) for one, by in zip(records, spoken, strict=True)
        ]
        outcome: asyncio.Future[list[Arrival]] = asyncio.get_running_loop().create_future()
        self._queue.append(_Append(offers, outcome))
        self.unwritten += len(offers)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return outcome

    async def read(self, *, after: int, events: int, size: int) -> list[Waiting]:
        """The next records in order: so many, or so many bytes, but one at least where any waits.

        Raises:
            SpoolError: one is damaged, or the disk refused.
        """
        return await self._do(partial(self._file.read, after=after, events=events, size=size))

    async def forget(self, until: int) -> None:
        """Delete the records up to this sequence: Kafka has them. Their ids stay known for seven days after they came.

        Raises:
            SpoolFull: the disk has no room even for deleting; they may be deleted later.
            SpoolError: the disk refused.
        """
        await self._do(partial(self._file.forget, until=until, now_ms=self._now_ms()))
        if not self.waiting:
            self._empty.set()

    async def beyond(self, sequence: int) -> None:
        """Return once there is, or was, a record after this one."""
        while self.last <= sequence:
            self._arrived.clear()
            await self._arrived.wait()

    async def drained(self) -> None:
        """Return once none waits."""
        while self.waiting:
            self._empty.clear()
            await self._empty.wait()

    async def _write(self) -> None:
        try:
            while self._queue:
                group, self._queue = self._queue, []
                await self._write_group(group)
        finally:
            self._writing = None

    async def _write_group(self, group: Sequence[_Append]) -> None:
        offers = [append.offers for append in group]
        try:
            outcomes: Sequence[list[Arrival] | SpoolError]
            outcomes = await self._do(partial(self._file.store, offers, now_ms=self._now_ms()))
        except SpoolError as problem:
            outcomes = [type(problem)(*problem.args) for _ in group]
        self.unwritten -= sum(map(len, offers))
        for (_, waiter), outcome in zip(group, outcomes, strict=True):
            if waiter.done():  # whoever asked has gone
                continue
            if isinstance(outcome, SpoolError):
                waiter.set_exception(outcome)
            else:
                waiter.set_result(outcome)
        self._arrived.set()

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    @property
    def _file(self) -> SpoolFile:
        if self._held is None:
            raise SpoolError(f"the spool {self.path} is not open; use it as `async with spool`")
        return self._held

    def _now_ms(self) -> int:
        return int(self._clock() * 1_000)
