"""A task's state on disk: RocksDB, never ahead of Kafka, and set aside rather than trusted when in doubt."""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from rocksdict import BlockBasedOptions, Options, Rdict, WriteBatch

from simpul.errors import StateError

log = logging.getLogger(__name__)

FORMAT = 1
_IDENTITY = b"\0identity"  # names of stores never begin with a zero byte
_POSITION = b"\0position"
WRITE_BUFFER_BYTES = 16 * 1024 * 1024
FILTER_BITS = 10  # a key; spares looking into files that do not have it


class Identity(NamedTuple):
    """Whose state a folder holds."""

    application: str
    task: str
    cluster: str


class Position(NamedTuple):
    """The changelog offset that comes next, and when the store was brought there (milliseconds since 1970 UTC)."""

    offset: int
    at_ms: int


class DiskStore:
    """An ordered map in a folder of its own; it changes only by whole transactions."""

    def __init__(self, folder: Path, identity: Identity) -> None:
        """Open the folder; what is there and cannot be read, or is another's, is renamed and said.

        Raises:
            StateError: another process has the folder open, or it cannot be written.
        """
        self.folder = folder
        self._identity = identity
        self._db = self._open()

    @property
    def position(self) -> Position | None:
        """How far the changelog is in here; None for an empty store."""
        stored = self._db.get(_POSITION)
        return None if stored is None else Position(*json.loads(stored))

    @property
    def entries(self) -> int:
        """About how many entries there are."""
        return int(self._db.property_int_value("rocksdb.estimate-num-keys") or 0)

    @property
    def size_bytes(self) -> int:
        """The size on disk and in RocksDB's own buffers."""
        names = ("rocksdb.total-sst-files-size", "rocksdb.cur-size-all-mem-tables")
        return sum(int(self._db.property_int_value(name) or 0) for name in names)

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, or None."""
        value: bytes | None = self._db.get(key)
        return value

    def scan(self, start: bytes, stop: bytes, *, backwards: bool = False) -> Iterator[tuple[bytes, bytes]]:
        """The entries from `start` up to but not including `stop`, by key."""
        entries = self._db.iter()
        if not backwards:
            entries.seek(start)
            while entries.valid() and (key := entries.key()) < stop:
                yield key, entries.value()
                entries.next()
            return
        entries.seek_for_prev(stop)
        while entries.valid() and (key := entries.key()) >= start:
            if key < stop:
                yield key, entries.value()
            entries.prev()

    def apply(self, changes: Mapping[bytes, bytes | None], *, position: int, at_ms: int) -> None:
        """Write what a transaction changed, together with the changelog offset it reached: both or neither."""
        batch = WriteBatch(raw_mode=True)
        for key, value in changes.items():
            if value is None:
                batch.delete(key)
            else:
                batch.put(key, value)
        batch.put(_POSITION, json.dumps(Position(position, at_ms)).encode())
        self._db.write(batch)

    def start_afresh(self, why: str) -> None:
        """Set what is here aside and go on empty."""
        self._db.close()
        _set_aside(self.folder, why)
        self._db = self._open()

    def close(self) -> None:
        """Let go of the folder."""
        self._db.close()

    def _open(self) -> Rdict:
        db = self._try_open()
        if db is None:
            db = _opened(self.folder)
        found, own = db.get(_IDENTITY), json.dumps([FORMAT, *self._identity]).encode()
        if found is None and db.get(_POSITION) is None:
            db[_IDENTITY] = own
        elif found != own:
            db.close()
            _set_aside(self.folder, "it holds the state of another task, cluster or version of Simpul")
            db = _opened(self.folder)
            db[_IDENTITY] = own
        return db

    def _try_open(self) -> Rdict | None:
        try:
            return _opened(self.folder)
        except StateError:
            raise
        except Exception as problem:  # noqa: BLE001  # rocksdict raises bare Exceptions
            _set_aside(self.folder, f"RocksDB cannot read it: {problem}")
            return None


def _opened(folder: Path) -> Rdict:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StateError(f"the state folder {folder} cannot be made ({problem}); see SIMPUL_DATA_DIR") from problem
    options = Options(raw_mode=True)
    options.create_if_missing(True)
    options.set_write_buffer_size(WRITE_BUFFER_BYTES)
    tables = BlockBasedOptions()
    tables.set_bloom_filter(FILTER_BITS, block_based=False)
    options.set_block_based_table_factory(tables)
    try:
        return Rdict(str(folder), options)
    except Exception as problem:
        if "lock" in str(problem).lower():
            raise StateError(
                f"the state folder {folder} is open in another process; give each worker a SIMPUL_DATA_DIR of its own"
            ) from problem
        raise


def _set_aside(folder: Path, why: str) -> None:
    """Rename a folder that must not be trusted; nothing is deleted, and the state is read from Kafka again."""
    aside = folder.with_name(f"{folder.name}.set-aside-{time.time_ns()}")
    folder.rename(aside)
    log.warning(
        "the state folder %s is not used (%s): it is now %s, delete it when nobody wants to look; the state is read "
        "from its changelog again",
        folder,
        why,
        aside.name,
    )
