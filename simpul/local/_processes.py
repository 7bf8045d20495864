"""Finds, signals and outlives the processes of local brokers and databases.

A server's process is known by an argument of its own command line (`-Dsimpul.broker=<folder>`), read from /proc. There
is no pid file: nothing can be stale, no other process that got the same pid is ever taken for a server, and a process
whose `up` was killed right after starting it is found all the same.
"""

import contextlib
import os
import select
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from simpul.errors import LocalBusError

Program = Literal["java", "postgres", "mariadbd"]

_PROC = Path("/proc")
# An argument that each program takes and does nothing with.
_MARKS: Final[Mapping[Program, str]] = {
    "java": "-Dsimpul.broker=",
    "postgres": "--simpul.folder=",
    "mariadbd": "--loose-simpul-folder=",
}
_FORCE_S = 10.0
_POLL_S = 0.02
# Options that a person has set for other Java programs must not reach the broker.
_OTHER_JAVA = frozenset({"CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})


def mark(folder: Path, *, program: Program = "java") -> str:
    """The argument by which the process of the server in this folder is known."""
    return f"{_MARKS[program]}{folder.resolve()}"


def find(folder: Path, *, program: Program = "java") -> int | None:
    """The pid of the server in this folder, or None where none runs.

    Raises:
        LocalBusError: this system has no /proc.
    """
    home = folder.resolve()
    return next((pid for found, pid in find_all(home.parent, program=program) if found == home), None)


def find_all(data_dir: Path, *, program: Program = "java") -> list[tuple[Path, int]]:
    """Folder and pid of every such server in this folder, also where its own has been deleted under it.

    Raises:
        LocalBusError: this system has no /proc.
    """
    if not (_PROC / "self" / "cmdline").exists():
        raise LocalBusError("local servers need Linux (/proc); use docker-compose.yml on this system")
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal())
    servers = [(folder, pid) for pid in pids if (folder := _folder_of(pid, programs=(program,))) is not None]
    return [(folder, pid) for folder, pid in servers if folder.parent == data_dir.resolve()]


def spawn(command: Sequence[str], *, console: Path) -> int:
    """Start a process in a session of its own, so that it outlives its starter, with its output in `console`."""
    output = (os.POSIX_SPAWN_OPEN, 1, str(console), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.posix_spawn(
        command[0],
        list(command),
        _environment(),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            output,
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def run(command: Sequence[str], *, console: Path, timeout_s: float) -> int | None:
    """The exit status of a command, with its output in `console`; None for one that did not end in time."""
    pid = spawn(command, console=console)
    deadline = time.monotonic() + timeout_s
    while (code := reap(pid)) is None and time.monotonic() < deadline:
        time.sleep(_POLL_S)
    return code


def end(folder: Path, *, pid: int, patience_s: float) -> None:
    """Ask this server to end, end it by force once patience is over, and return when it is gone."""
    # One handle for all of it: a process that is dying has no command line any more, and is there all the same.
    with _handle(folder, pid=pid) as handle:
        if handle is not None:
            if patience_s > 0:
                _signal(handle, signal.SIGTERM)
                _signal(handle, signal.SIGCONT)  # one that is paused does not hear the first
            if patience_s <= 0 or not _ends(handle, timeout_s=patience_s):
                _signal(handle, signal.SIGKILL)
                _ends(handle, timeout_s=_FORCE_S)
    reap(pid)


def send(folder: Path, *, pid: int, number: signal.Signals) -> None:
    """Send a signal to this server; nothing happens where it has ended."""
    with _handle(folder, pid=pid) as handle:
        if handle is not None:
            _signal(handle, number)


def reap(pid: int) -> int | None:
    """The exit status of a child of this process that has ended, which the kernel then forgets; None otherwise."""
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:  # started by another process
        return None
    return os.waitstatus_to_exitcode(status) if ended else None


def _signal(handle: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
        signal.pidfd_send_signal(handle, number)


def _ends(handle: int, *, timeout_s: float) -> bool:
    """Wait until the process has ended; False where it has not after that time."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(timeout_s * 1000))


@contextlib.contextmanager
def _handle(folder: Path, *, pid: int) -> Iterator[int | None]:
    # The handle first, the look after: from then on it means this process, whoever gets the pid later.
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        yield None
        return
    try:
        yield handle if _folder_of(pid) == folder.resolve() else None
    finally:
        os.close(handle)


def _folder_of(pid: int, *, programs: Sequence[Program] = tuple(_MARKS)) -> Path | None:
    try:
        name, *arguments = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:  # it has ended, or is not ours to look at
        return None
    prefix = next((_MARKS[program] for program in programs if name.endswith(program.encode())), None)
    if prefix is None:
        return None
    texts = (os.fsdecode(argument) for argument in arguments)
    return next((Path(text.removeprefix(prefix)) for text in texts if text.startswith(prefix)), None)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OTHER_JAVA}
