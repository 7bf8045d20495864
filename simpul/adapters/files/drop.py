"""The file way in: an office drops its exports into a folder, and gets back what could not be taken."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from simpul.adapters.files.export import Export
from simpul.adapters.files.folder import Folder, stamp_of
from simpul.adapters.files.line import Unreadable
from simpul.adapters.files.opening import ending_of
from simpul.adapters.files.progress import Progress, progress_of
from simpul.adapters.files.reading import Means, Reading
from simpul.adapters.files.returned import Returned
from simpul.adapters.mapping import Known
from simpul.adapters.setup import Setup
from simpul.adapters.source import Batch
from simpul.events import Event
from simpul.state import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a folder is watched.

    Attributes:
        batch_rows: how many lines go out in one transaction.
        quiet_s: how long a file must not have changed before it is read.
        poll_s: how often the folder is looked at.
        wait: for more files; False ends with the last one that is there.
    """

    batch_rows: int = 1_000
    quiet_s: float = 5.0
    poll_s: float = 1.0
    wait: bool = True


class FileDrop:
    """A folder of exports of one kind, as a source."""

    def __init__(
        self, export: Export, *, folder: Path, known: Known, flagged: type[Event], pace: Pace | None = None
    ) -> None:
        """Watch a folder, which is made where it is missing.

        Args:
            export: what the files are.
            folder: where they are dropped.
            known: what rows are read with.
            flagged: the class of `DataQualityFlagged`.
            pace: how the folder is watched.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._pace = pace or Pace()
        self._folder = Folder(folder, self._pace.quiet_s)
        self._means = Means(export=export, folder=self._folder, known=known, flagged=flagged)

    @classmethod
    def of(cls, export: Export, *, setup: Setup) -> Self:
        """The folder that an adapter is told to read."""
        return cls(
            export,
            folder=Path(setup.origin),
            known=Known(codes=setup.codes, tokens=setup.tokens),
            flagged=setup.flagged,
            pace=Pace(wait=not setup.once),
        )

    async def batches(self, memory: Store) -> AsyncIterator[Batch]:
        """The events of every file, in the order of their names; a file that was begun comes first."""
        last = progress_of(memory)
        if last is not None and last.ended:
            await self._clear_up(last)
        told: set[str | None] = {None}  # a file is moved when its last batch is settled, which a dry run never does
        while True:
            ready = self._folder.ready()
            for path in sorted(ready, key=lambda path: (last is None or path.name != last.name, path)):
                stamp = stamp_of(path)
                if stamp not in told:
                    told.add(stamp)
                    async for batch in self._file(path, memory):
                        yield batch
            if not self._pace.wait and all(stamp_of(path) in told for path in self._folder.waiting()):
                return
            await asyncio.sleep(self._pace.poll_s)

    async def _file(self, path: Path, memory: Store) -> AsyncIterator[Batch]:
        progress = _begun(path, memory)
        if progress is None:
            return
        try:
            reading = await asyncio.to_thread(Reading, self._means, progress=progress, memory=memory)
        except Unreadable as problem:
            why = str(problem)
            log.warning("%s cannot be read: %s", path.name, why)
            set_aside = partial(asyncio.to_thread, self._set_aside, path, why)
            yield Batch(emissions=(), rows=0, rejected=1, settled=set_aside)
            return
        while not reading.progress.ended:
            judged, emissions = reading.tell(self._pace.batch_rows)
            clear_up = partial(self._clear_up, reading.progress) if reading.progress.ended else None
            if reading.progress.why is not None:
                log.warning("%s cannot be read to its end: %s", path.name, reading.progress.why)
            rejected = len(judged.returned) + (reading.progress.why is not None)
            yield Batch(emissions=emissions, rows=judged.rows, rejected=rejected, settled=clear_up)

    async def _clear_up(self, progress: Progress) -> None:
        """Give back the rejected rows and put the file away; safe to be called again, however far it came."""
        returned = Returned(self._folder, progress.reading)
        ending = ending_of(progress.name, export=self._means.export)
        await asyncio.to_thread(returned.finish, progress.name, ending=ending)
        path = self._folder.path / progress.name
        if stamp_of(path) != progress.stamp:
            return  # it has been put away before, and this is another file
        if progress.why is not None:
            self._set_aside(path, progress.why)
        else:
            path.replace(self._folder.place("done", path.name))
            log.info("%s is done: %d lines", path.name, progress.rows)

    def _set_aside(self, path: Path, why: str) -> None:
        target = self._folder.place("unreadable", path.name)
        # The reason first: a crash in between leaves a reason too many, never a file without one.
        target.with_name(f"{target.name}.txt").write_text(f"{path.name}\n{why}\n", encoding="utf-8")
        path.replace(target)


def _begun(path: Path, memory: Store) -> Progress | None:
    """The reading of a file that was begun, or a new one; None for a file that somebody has taken away."""
    stamp = stamp_of(path)
    if stamp is None:
        return None
    last = progress_of(memory)
    if last is not None and (last.name, last.stamp, last.ended) == (path.name, stamp, False):
        return last
    return Progress(reading=1 if last is None else last.reading + 1, name=path.name, stamp=stamp)
