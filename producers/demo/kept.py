"""What is running of the demo, written down: for `make down`, and for the next run after one that was killed."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from producers.demo.workers import PROGRAMS, Process
from simpul.errors import LocalBusError

FILE = "running.json"
LOCK = "lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """What an earlier run has left: on purpose (`keep`) or because it was killed.

    Attributes:
        processes: those still alive.
        kafka: whether that run started Kafka.
        keep: whether it was to stay.
    """

    processes: tuple[Process, ...] = ()
    kafka: bool = False
    keep: bool = False


def write_leftover(leftover: Leftover, *, folder: Path) -> None:
    """Write down what is running."""
    document = {
        "keep": leftover.keep,
        "kafka": leftover.kafka,
        "processes": [
            {"name": process.program.name, "pid": process.pid, "log": str(process.log.resolve())}
            for process in leftover.processes
        ],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def read_leftover(*, folder: Path) -> Leftover:
    """What an earlier run has left running."""
    path = folder / FILE
    if not path.exists():
        return Leftover()
    document = json.loads(path.read_text(encoding="utf-8"))
    processes = tuple(
        Process(program=PROGRAMS[entry["name"]], pid=entry["pid"], log=Path(entry["log"]))
        for entry in document["processes"]
    )
    alive = tuple(process for process in processes if process.alive)
    return Leftover(processes=alive, kafka=document["kafka"], keep=document["keep"])


def add_leftover(process: Process, *, folder: Path) -> None:
    """Write down one process more; those that have ended are left out."""
    left = read_leftover(folder=folder)
    write_leftover(replace(left, processes=(*left.processes, process)), folder=folder)


def forget_leftover(*, folder: Path) -> None:
    """Nothing is left running."""
    (folder / FILE).unlink(missing_ok=True)


@contextmanager
def alone(*, folder: Path) -> Iterator[None]:
    """Nobody else runs the demo in this folder meanwhile; the lock ends with the process, however it ends.

    Raises:
        LocalBusError: somebody does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalBusError(
                f"the demo is running in {folder} already; wait until it ends, or set SIMPUL_DATA_DIR to another folder"
            ) from None
        yield
