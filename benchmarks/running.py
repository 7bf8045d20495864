"""A contender's process: started on its core, watched, and ended."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cores import pin
from simpul.errors import SimpulError

GRACE_S = 15.0
LOG_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How a process is started, and where its output goes."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path


@dataclass(frozen=True, slots=True)
class Running:
    """A process that is at work."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def must_live(self) -> None:
        """Return if the process is still there.

        Raises:
            SimpulError: it has ended; the message has the end of its log.
        """
        if self.process.poll() is not None:
            raise SimpulError(f"{self.name} ended with {self.process.returncode}: {self.last_words()}")

    def last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return " / ".join(lines[-LOG_LINES:])


@contextmanager
def running(launch: Launch, *, core: int) -> Iterator[Running]:
    """A process at work on one core, until the block is left."""
    process = _started(launch, core=core)
    try:
        yield Running(launch.name, process, launch.log)
    finally:
        process.terminate()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _started(launch: Launch, *, core: int) -> subprocess.Popen[bytes]:
    """The process, on its core from the start: the threads of a JVM that is pinned later would stay where they are."""
    here = os.sched_getaffinity(0)
    with launch.log.open("wb") as output:
        pin(0, core=core)
        try:
            return subprocess.Popen(  # noqa: S603  # our own programs
                launch.command, env=dict(launch.environment), stdout=output, stderr=subprocess.STDOUT
            )
        finally:
            os.sched_setaffinity(0, here)
