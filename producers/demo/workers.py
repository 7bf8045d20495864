"""The demo's processes: workers, adapters and the registry view; each writes a log of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from simpul.errors import StreamError

READY_S = 60.0
STOP_S = 25.0
FINISH_S = 60.0
POLL_S = 0.05
ADDRESS = re.compile(r"http://[0-9.:a-z]+")
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One of the demo's processes: its name, the arguments of the `simpul` command, and where it says it is ready."""

    name: str
    arguments: tuple[str, ...]
    ready_path: str

    @property
    def command(self) -> list[str]:
        """The whole command line."""
        return [sys.executable, "-m", "simpul", *self.arguments]


DISTRIBUTION = Program(
    name="distribution", arguments=("worker", "streams.distribution:app", "--metrics-port", "0"), ready_path="/readyz"
)
PRIORITY = Program(
    name="distribution-priority",
    arguments=("worker", "streams.distribution:priority", "--metrics-port", "0"),
    ready_path="/readyz",
)
REGISTRY = Program(name="registry", arguments=("registry", "--port", "0"), ready_path="/mode")
NADINE = Program(name="nadine", arguments=("ingest", "nadine", "--synthetic"), ready_path="/readyz")
SIM_PBB = Program(name="sim-pbb", arguments=("ingest", "sim-pbb", "--synthetic", "--once"), ready_path="/readyz")
# The same over a table that was emptied on purpose.
SIM_PBB_EMPTIED = replace(SIM_PBB, name="sim-pbb-emptied", arguments=(*SIM_PBB.arguments, "--accept-deletions"))
DEATHS = Program(
    name="dukcapil-deaths", arguments=("ingest", "dukcapil-deaths", "--synthetic", "--once"), ready_path="/readyz"
)
PROGRAMS = {
    program.name: program for program in (DISTRIBUTION, PRIORITY, REGISTRY, NADINE, SIM_PBB, SIM_PBB_EMPTIED, DEATHS)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A started program; `child` is None for one that an earlier run of the demo has left."""

    program: Program
    pid: int
    log: Path
    child: "subprocess.Popen[bytes] | None" = None

    @property
    def alive(self) -> bool:
        """Whether it still runs; a pid that now belongs to another program does not count."""
        if self.child is not None:
            return self.child.poll() is None
        try:
            arguments = Path(f"/proc/{self.pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return all(part.encode() in arguments for part in self.program.arguments)

    @property
    def address(self) -> str | None:
        """Where it answers, as soon as its log says so."""
        found = ADDRESS.search(self.log.read_text(errors="replace")) if self.log.exists() else None
        return found[0] if found else None

    @property
    def ready(self) -> bool:
        """Whether it says that it is ready."""
        address = self.address
        if address is None:
            return False
        try:
            with urlopen(address + self.program.ready_path, timeout=2) as answer:  # noqa: S310  # always http, on loopback
                return bool(answer.status == 200)  # noqa: PLR2004
        except (URLError, OSError):
            return False

    @property
    def last_words(self) -> str:
        """The last line of its log."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1] if lines else "it wrote nothing"


def start(program: Program, *, settings: Mapping[str, str], folder: Path) -> Process:
    """Start a program with these SIMPUL_ settings on top of the environment."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{program.name}.log"
    with log.open("wb") as output:
        started = subprocess.Popen(  # noqa: S603  # our own command
            program.command,
            cwd=PROJECT,
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return Process(program=program, pid=started.pid, log=log, child=started)


def wait_until_ready(processes: Sequence[Process]) -> None:
    """Return once every process says that it is ready.

    Raises:
        StreamError: one ended, or takes too long; with its last words.
    """
    deadline = time.monotonic() + READY_S
    for process in processes:
        while not process.ready:
            check_alive(processes)
            if time.monotonic() > deadline:
                raise StreamError(f"{process.program.name} is not ready after {READY_S:.0f} s; see {process.log}")
            time.sleep(POLL_S)


def check_alive(processes: Sequence[Process]) -> None:
    """Return if all are running.

    Raises:
        StreamError: one is not; with its last words.
    """
    for process in processes:
        if not process.alive:
            raise StreamError(f"{process.program.name} has ended: {process.last_words} (all of it is in {process.log})")


def finish(process: Process) -> None:
    """Return once a process that ends by itself has done so, and well.

    Raises:
        StreamError: it failed, or takes too long; with its last words.
    """
    deadline = time.monotonic() + FINISH_S
    while process.alive:
        if time.monotonic() > deadline:
            raise StreamError(f"{process.program.name} is not done after {FINISH_S:.0f} s; see {process.log}")
        time.sleep(POLL_S)
    if process.child is not None and process.child.returncode != 0:
        raise StreamError(f"{process.program.name} failed: {process.last_words} (all of it is in {process.log})")


def stop(processes: Sequence[Process]) -> None:
    """End processes gracefully, and by force whoever takes too long."""
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + STOP_S
    for process in processes:
        while process.alive and time.monotonic() < deadline:
            time.sleep(POLL_S)
        _signal(process, signal.SIGKILL)


def _signal(process: Process, number: signal.Signals) -> None:
    if process.alive:
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            return  # it ended in between
