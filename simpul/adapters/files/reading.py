"""One file on its way in: batch after batch of its lines, from where the memory says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from simpul.adapters.emission import Emission
from simpul.adapters.files.export import Export
from simpul.adapters.files.folder import Folder
from simpul.adapters.files.judging import Judged, judge, with_damage
from simpul.adapters.files.line import Line, Unreadable
from simpul.adapters.files.opening import opened
from simpul.adapters.files.progress import Progress
from simpul.adapters.files.register import Register
from simpul.adapters.files.returned import Returned
from simpul.adapters.mapping import Known
from simpul.adapters.quality import flags
from simpul.events import Event
from simpul.state import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every file of a folder is read with.

    Attributes:
        export: what the files are.
        folder: where they lie.
        known: what rows are read with.
        flagged: the class of `DataQualityFlagged`.
    """

    export: Export
    folder: Folder
    known: Known
    flagged: type[Event]


class Reading:
    """A file whose head has been understood, and how far it has been told."""

    def __init__(self, means: Means, *, progress: Progress, memory: Store) -> None:
        """Open the file and go to where the last commit was.

        Raises:
            Unreadable: the file is not what was declared.
        """
        export = means.export
        self._means = means
        self._memory = memory
        if not Returned(means.folder, progress.reading).cut(progress.returned):
            # Somebody has cleared away what was to be returned, so the file is read from its start once more.
            progress = replace(progress, reading=progress.reading + 1, rows=0, returned=0)
        self.progress = progress
        self._returned = Returned(means.folder, progress.reading)
        self._file = opened(means.folder.path / progress.name, export=export)
        self._known = with_damage(means.known, self._file, export=export)
        self._register = Register(memory, system=export.system, table=export.table, tokens=means.known.tokens)
        self._lines = islice(self._file.lines(), self.progress.rows, None)

    def tell(self, rows: int) -> tuple[Judged, Sequence[Emission]]:
        """What becomes of so many more lines and what is to be published of it, with the memory brought up to date."""
        lines, why = _taken(self._lines, rows)
        progress = self.progress
        judged = judge(
            lines,
            export=self._means.export,
            known=self._known,
            register=self._register,
            reading=progress.reading,
        )
        self.progress = replace(
            progress,
            rows=progress.rows + len(lines),
            returned=self._return(judged),
            ended=why is not None or len(lines) < rows,
            why=why,
        ).keep(self._memory)
        return judged, [*(row.emission for row in judged.accepted), *self._flags(judged)]

    def _flags(self, judged: Judged) -> tuple[Emission, ...]:
        return flags(
            judged.findings,
            flagged=self._means.flagged,
            system=self._means.export.system,
            file=self.progress.name,
            read_at=datetime.now(UTC),
            reading=f"{self.progress.stamp}/{self.progress.reading}",
        )

    def _return(self, judged: Judged) -> int:
        if not judged.returned:
            return self.progress.returned
        head = [self._file.returned_head()] if self.progress.returned == 0 else []
        return self._returned.add(
            [*head, *(self._file.returned_line(line, findings) for line, findings in judged.returned)]
        )


def _taken(lines: Iterator[Line], rows: int) -> tuple[list[Line], str | None]:
    """So many lines or as many as there are, and why the rest cannot be read."""
    taken = []
    try:
        for line in islice(lines, rows):
            taken.append(line)  # noqa: PERF402  # what was read before an error is kept
    except Unreadable as problem:
        return taken, str(problem)
    return taken, None
