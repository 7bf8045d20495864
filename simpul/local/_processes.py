"""Finds, signals and outlives the processes of local brokers.

A broker's process is known by an argument of its own command line (`-Dsimpul.broker=<folder>`), read from /proc. There
is no pid file: nothing can be stale, no other process that got the same pid is ever taken for a broker, and a process
whose `up` was killed right after starting it is found all the same.
"""

import contextlib
import os
import select
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

from simpul.errors import LocalBusError

_PROC = Path("/proc")
_MARK = "-Dsimpul.broker="
_FORCE_S = 10.0
# Options that a person has set for other Java programs must not reach the broker.
_OTHER_JAVA = frozenset({"CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})


def mark(folder: Path) -> str:
    """The argument by which the process of the broker in this folder is known."""
    return f"{_MARK}{folder.resolve()}"


def find(folder: Path) -> int | None:
    """The pid of the broker in this folder, or None where none runs.

    Raises:
        LocalBusError: this system has no /proc.
    """
    home = folder.resolve()
    return next((pid for found, pid in find_all(home.parent) if found == home), None)


def find_all(data_dir: Path) -> list[tuple[Path, int]]:
    """Folder and pid of every broker of this cluster, also where the folder itself has been deleted under them.

    Raises:
        LocalBusError: this system has no /proc.
    """
    if not (_PROC / "self" / "cmdline").exists():
        raise LocalBusError("the local Kafka needs Linux (/proc); use docker-compose.yml on this system")
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal())
    brokers = [(folder, pid) for pid in pids if (folder := _folder_of(pid)) is not None]
    return [(folder, pid) for folder, pid in brokers if folder.parent == data_dir.resolve()]


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


def end(folder: Path, *, pid: int, patience_s: float) -> None:
    """Ask this broker to end, end it by force once patience is over, and return when it is gone."""
    if patience_s > 0:
        send(folder, pid=pid, number=signal.SIGTERM)
        send(folder, pid=pid, number=signal.SIGCONT)  # one that is paused does not hear the first
    if patience_s <= 0 or not wait_for_end(folder, pid=pid, timeout_s=patience_s):
        send(folder, pid=pid, number=signal.SIGKILL)
        wait_for_end(folder, pid=pid, timeout_s=_FORCE_S)
    reap(pid)


def send(folder: Path, *, pid: int, number: signal.Signals) -> None:
    """Send a signal to this broker; nothing happens where it has ended."""
    with _handle(folder, pid=pid) as handle:
        if handle is not None:
            signal.pidfd_send_signal(handle, number)


def wait_for_end(folder: Path, *, pid: int, timeout_s: float) -> bool:
    """Wait until this broker has ended; False where it has not after that time."""
    with _handle(folder, pid=pid) as handle:
        if handle is None:
            return True
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(timeout_s * 1000))


def reap(pid: int) -> int | None:
    """The exit status of a child of this process that has ended, which the kernel then forgets; None otherwise."""
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:  # started by another process
        return None
    return os.waitstatus_to_exitcode(status) if ended else None


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


def _folder_of(pid: int) -> Path | None:
    try:
        program, *arguments = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:  # it has ended, or is not ours to look at
        return None
    if not program.endswith(b"java"):
        return None
    marks = (os.fsdecode(argument) for argument in arguments)
    return next((Path(text.removeprefix(_MARK)) for text in marks if text.startswith(_MARK)), None)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OTHER_JAVA}
