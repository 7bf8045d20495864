"""Starts, finds and stops the server of one folder, whichever database it is.

The folder holds `data`, `port` (so that its address stays), `server.log` and `init.log`.
"""

import os
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from simpul.errors import LocalBusError
from simpul.local import _processes
from simpul.local._layout import HOST, locked, write_whole
from simpul.local._ports import becomes_free, free_port

READY_S = 60.0
STOP_S = 20.0
_POLL_S = 0.05
_AGAIN_S = 0.5
_LAUNCHES = 5  # what a killed server left behind can be in the way of the next for a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """How one kind of database is set up and served.

    Attributes:
        program: by which its process is known.
        address: of the server's own database, with `{host}` and `{port}` to fill in.
        setting_up: the command that makes a data folder.
        serving: the command that serves a data folder on a port.
    """

    program: _processes.Program
    address: str
    setting_up: Callable[[Path], list[str]]
    serving: Callable[[Path, int], list[str]]


@dataclass(frozen=True, slots=True)
class Database:
    """A database server that is up; it ends with the `with` block, or when it is stopped."""

    url: str
    folder: Path
    program: _processes.Program

    @property
    def pid(self) -> int | None:
        """Its process, None while it is down."""
        return _processes.find(self.folder, program=self.program)

    def stop(self) -> None:
        """Ask it to end, and end it by force if that takes too long."""
        self._end(patience_s=STOP_S)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        self._end(patience_s=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _end(self, *, patience_s: float) -> None:
        pid = self.pid
        if pid is not None:
            _processes.end(self.folder, pid=pid, patience_s=patience_s)


def start(folder: Path, *, software: Software) -> Database:
    """The server of this folder: found up, or started on the data that are there.

    Raises:
        LocalBusError: it cannot be set up, or does not come up.
    """
    with locked(folder):
        port = _remembered_port(folder)
        pid = _processes.find(folder, program=software.program)
        if port is not None and pid is not None:  # of a process that was killed before it could stop the server
            database = _database(folder, software=software, port=port)
            _wait_until_ready(database)
            return database
        if pid is not None:
            _processes.end(folder, pid=pid, patience_s=STOP_S)
        _set_up(folder, software=software)
        port = port if port is not None and becomes_free(port) else free_port()
        write_whole(folder / "port", content=f"{port}\n")
        return _serve(folder, software=software, port=port)


def make_database(server: str, *, name: str) -> str:
    """The address of the database of this name, made if the server has none."""
    address = make_url(server).set(database=name)
    url = address.render_as_string(hide_password=False)
    if not _answers(url):
        engine = create_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {engine.dialect.identifier_preparer.quote(name)}"))
    return url


def _database(folder: Path, *, software: Software, port: int) -> Database:
    return Database(software.address.format(host=HOST, port=port), folder, software.program)


def _remembered_port(folder: Path) -> int | None:
    try:
        return int((folder / "port").read_text())
    except (FileNotFoundError, ValueError):
        return None


def _set_up(folder: Path, *, software: Software) -> None:
    """Make the data folder, whole or not at all."""
    data = folder / "data"
    if data.exists():
        return
    for left in folder.glob("data.*"):  # by a starter that was killed; what it had begun may still be writing there
        shutil.rmtree(left, ignore_errors=True)
    draft = folder / f"data.{secrets.token_hex(4)}"
    log = folder / "init.log"
    if _processes.run(software.setting_up(draft.resolve()), console=log, timeout_s=READY_S) != 0:
        raise LocalBusError(f"the {software.program} of {folder} cannot be set up; see {log}")
    draft.rename(data)


def _serve(folder: Path, *, software: Software, port: int) -> Database:
    command = software.serving((folder / "data").resolve(), port)
    command.append(_processes.mark(folder, program=software.program))
    database = _database(folder, software=software, port=port)
    for left in reversed(range(_LAUNCHES)):
        pid = _processes.spawn(command, console=folder / "server.log")
        try:
            _wait_until_ready(database, child=pid)
        except LocalBusError:
            if left == 0 or database.pid is not None:
                database.kill()
                raise
            time.sleep(_AGAIN_S)
        else:
            return database
    raise AssertionError  # the last launch has returned or raised


def _wait_until_ready(database: Database, *, child: int | None = None) -> None:
    """Wait until it answers; `child` is the process that was started for it, where it was."""
    deadline = time.monotonic() + READY_S
    while not _answers(database.url):
        if (database.pid is None) if child is None else (_processes.reap(child) is not None):
            raise LocalBusError(f"{database.program} ended while starting; see {database.folder / 'server.log'}")
        if time.monotonic() > deadline:
            raise LocalBusError(
                f"{database.program} does not answer after {READY_S:.0f} s; see {database.folder / 'server.log'}"
            )
        time.sleep(_POLL_S)


def _answers(url: str) -> bool:
    try:
        create_engine(url, poolclass=NullPool).connect().close()
    except DBAPIError:
        return False
    return True


def is_root() -> bool:
    """Whether this process is root's, which database servers do not like to be."""
    return os.geteuid() == 0
