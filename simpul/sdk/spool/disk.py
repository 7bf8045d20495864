"""The SQLite file of a spool; every call blocks, and all of them come from one thread."""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from simpul.errors import SpoolError, SpoolFull
from simpul.sdk.spool.admitting import Admission
from simpul.sdk.spool.sealing import SALT_BYTES, Seal
from simpul.sdk.spool.waiting import Arrival, Offered, Waiting

T = TypeVar("T")

KNOWN_MS: Final = 7 * 86_400_000  # ids are remembered so long after they came, and always while they wait
FORGET_AT_ONCE: Final = 2_000  # ids a call that are looked at, so that no append waits long
AT_ONCE: Final = 1_000  # rows a statement
FORMAT: Final = 2
# A sequence is never given twice (AUTOINCREMENT), else the position of what was sent would hide what came later.
_TABLES: Final = """
CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE known (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL UNIQUE,
    said BLOB NOT NULL,
    came_ms INTEGER NOT NULL
);
CREATE TABLE waiting (sequence INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
"""


class SpoolFile:
    """The records and ids of one spool, and how much of it waits."""

    def __init__(self, path: Path, *, secret: str, max_bytes: int) -> None:
        """Open the file, or begin it.

        Raises:
            SpoolError: it cannot be opened, another process has it, or the key is not its own.
        """
        self._path = path
        self._max_bytes = max_bytes
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            self._sql = sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)
        try:
            with self._explained():
                self._begin()
                self.id, self.seal = self._unlocked(secret)
                self.count, self.size, self.last = self._counted()
                self.oldest_ms = self._oldest()
        except BaseException:
            self._sql.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._sql.close()

    def store(self, offers: Sequence[Sequence[Offered]], *, now_ms: int) -> list[list[Arrival] | SpoolFull]:
        """Keep each of the offers whole or not at all, all in one commit that is on the disk when this returns.

        Raises:
            SpoolFull: the disk is full; nothing of them was kept.
            SpoolError: the disk refused; nothing of them was kept.
        """
        with self._transaction():
            known = self._known([one.event_id for offer in offers for one in offer])
            admission = Admission(known=known, room=self._max_bytes - self.size)
            outcomes = [admission.admit(offer) for offer in offers]
            self._insert(admission.taken, now_ms=now_ms)
        self._count_in(admission.taken, now_ms=now_ms)
        full = self._full(f"SIMPUL_SPOOL_MAX_BYTES allows {self._max_bytes} bytes")
        return [full if outcome is None else outcome for outcome in outcomes]

    def read(self, *, after: int, events: int, size: int) -> list[Waiting]:
        """The next records in the order in which they came: so many, or so many bytes, but one at least.

        Raises:
            SpoolError: one is damaged, or the disk refused.
        """
        found: list[Waiting] = []
        with self._explained():
            rows = self._sql.execute(
                "SELECT sequence, event_id, sealed FROM waiting JOIN known USING (sequence)"
                " WHERE sequence > ? ORDER BY sequence LIMIT ?",
                (after, events),
            )
            for sequence, event_id, sealed in rows:
                size -= len(sealed)
                if found and size < 0:
                    break
                found.append(Waiting(sequence=sequence, record=self.seal.open(sealed, event_id=event_id)))
        return found

    def forget(self, *, until: int, now_ms: int) -> None:
        """Delete the records up to this sequence, and ids that are old enough.

        Raises:
            SpoolError: the disk refused; nothing was deleted.
        """
        with self._transaction():
            count, size = self._sql.execute(
                "SELECT count(*), coalesce(sum(length(sealed)), 0) FROM waiting WHERE sequence <= ?", (until,)
            ).fetchone()
            self._sql.execute("DELETE FROM waiting WHERE sequence <= ?", (until,))
            self._sql.execute(
                "DELETE FROM known WHERE came_ms < ? AND sequence IN"
                " (SELECT sequence FROM known WHERE sequence <= ? ORDER BY sequence LIMIT ?)",
                (now_ms - KNOWN_MS, until, FORGET_AT_ONCE),
            )
        self.count -= count
        self.size -= size
        self.oldest_ms = self._oldest()

    def _known(self, event_ids: Sequence[str]) -> dict[str, bytes]:
        known: dict[str, bytes] = {}
        for some in _portions(event_ids):
            places = ",".join("?" * len(some))
            known |= self._sql.execute(f"SELECT event_id, said FROM known WHERE event_id IN ({places})", some)  # noqa: S608
        return known

    def _insert(self, taken: Sequence[Offered], *, now_ms: int) -> None:
        # One statement for many rows: each one lets go of the interpreter, and has to wait until it gets it again.
        for some in _portions(list(enumerate(taken, start=self.last + 1))):
            known = [cell for number, one in some for cell in (number, one.event_id, one.said, now_ms)]
            waiting = [cell for number, one in some for cell in (number, one.sealed)]
            self._sql.execute(f"INSERT INTO known VALUES {','.join(['(?,?,?,?)'] * len(some))}", known)  # noqa: S608
            self._sql.execute(f"INSERT INTO waiting VALUES {','.join(['(?,?)'] * len(some))}", waiting)  # noqa: S608

    def _count_in(self, taken: Sequence[Offered], *, now_ms: int) -> None:
        if taken and self.oldest_ms is None:
            self.oldest_ms = now_ms
        self.count += len(taken)
        self.size += sum(len(one.sealed) for one in taken)
        self.last += len(taken)

    def _begin(self) -> None:
        # One process alone: two would count the bytes and drain the records against each other.
        self._sql.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.execute("PRAGMA synchronous = FULL")
        [found] = self._sql.execute("PRAGMA user_version").fetchone()
        if found == 0:
            self._sql.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
        elif found != FORMAT:
            raise SpoolError(f"{self._path} is a spool of form {found}, and this program knows {FORMAT}; use its own")

    def _unlocked(self, secret: str) -> tuple[bytes, Seal]:
        with self._transaction():
            about = dict(self._sql.execute("SELECT name, value FROM about"))
            salt = about.get("salt") or secrets.token_bytes(SALT_BYTES)
            seal = Seal(secret, salt=salt)
            if not about:
                about = {"id": secrets.token_bytes(SALT_BYTES), "salt": salt, "check": seal.mark(salt)}
                self._sql.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        if not secrets.compare_digest(about["check"], seal.mark(salt)):
            raise SpoolError(
                f"SIMPUL_SPOOL_KEY is not the key that {self._path} was begun with: give that one until the spool is "
                "empty, then begin a new file with the new key"
            )
        return about["id"], seal

    def _counted(self) -> tuple[int, int, int]:
        count, size = self._sql.execute("SELECT count(*), coalesce(sum(length(sealed)), 0) FROM waiting").fetchone()
        last = self._sql.execute("SELECT seq FROM sqlite_sequence WHERE name = 'known'").fetchone()
        return count, size, last[0] if last else 0

    def _oldest(self) -> int | None:
        row = self._sql.execute(
            "SELECT came_ms FROM known WHERE sequence = (SELECT min(sequence) FROM waiting)"
        ).fetchone()
        return None if row is None else int(row[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._explained():
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._sql.execute("COMMIT")
            except BaseException:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as problem:
            match getattr(problem, "sqlite_errorcode", 0) & 0xFF:
                case sqlite3.SQLITE_FULL:
                    raise self._full("the disk has no room") from problem
                case sqlite3.SQLITE_BUSY:
                    raise SpoolError(f"another process has the spool {self._path} open; end that one first") from None
            name = getattr(problem, "sqlite_errorname", type(problem).__name__)
            raise SpoolError(f"the spool {self._path} cannot be used ({name}): see to its disk") from problem
        except OSError as problem:
            raise SpoolError(f"the spool {self._path} cannot be opened: {problem.strerror}") from problem

    def _full(self, why: str) -> SpoolFull:
        return SpoolFull(
            f"the spool {self._path} is full ({why}), with {self.count} events that wait for Kafka; none is lost, but "
            "no new one is taken: bring Kafka back, or give the spool more room"
        )


def _portions(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
