"""A contender's process: started on its core, watched, and ended."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contenders import Contender, Place, command, environment
from benchmarks.cores import pin
from simpul.errors import SimpulError

GRACE_S = 15.0
LOG_LINES = 5


@dataclass(frozen=True, slots=True)
class Running:
    """A process that is at work."""

    contender: Contender
    process: subprocess.Popen[bytes]
    log: Path

    def must_live(self) -> None:
        """Return if the process is still there.

        Raises:
            SimpulError: it has ended; the message has the end of its log.
        """
        if self.process.poll() is not None:
            raise SimpulError(f"{self.contender.name} ended with {self.process.returncode}: {self.last_words()}")

    def last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return " / ".join(lines[-LOG_LINES:])


@contextmanager
def running(contender: Contender, *, place: Place, turn: int, core: int) -> Iterator[Running]:
    """A contender at work on one core, until the block is left."""
    log = place.folder / f"{contender.name}-{turn}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # our own programs
            command(contender, place=place, turn=turn),
            env=environment(contender, place=place),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    pin(process.pid, core=core)
    try:
        yield Running(contender, process, log)
    finally:
        process.terminate()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
