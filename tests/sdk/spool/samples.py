"""Records to put into a spool, and the spool to put them into."""

from pathlib import Path
from uuid import UUID

from pydantic import SecretStr

from simpul.sdk import Record
from simpul.sdk.spool import Spool

KEY = SecretStr("a key of the tests")


def record(number: int, *, value: bytes = b"value", key: bytes = b"key") -> Record:
    """A record that is told from others by its number."""
    return Record("a.topic", 3, key, value, [("ce_type", b"Tested"), ("empty", b"")], str(UUID(int=number)), "Tested")


def spool_in(folder: Path, *, key: SecretStr = KEY, max_bytes: int = 1_000_000) -> Spool:
    """The spool of a folder, not open yet."""
    return Spool(folder / "spool" / "test.db", key=key, max_bytes=max_bytes)
