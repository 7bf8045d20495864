"""The API keys of source systems; only their hashes are kept, which open nothing."""

import hashlib
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from simpul.errors import SettingError

KEY_BYTES: Final = 32
_KEY: Final = re.compile(r"simpul_([0-9]{1,9})_[\w-]{43}", re.ASCII)
_LINE: Final = re.compile(r"([0-9]{1,9})\s+([0-9a-f]{64})(?:\s.*)?", re.ASCII)
_NOBODY: Final = "0" * 64


class Keys:
    """Which system a key belongs to; a system may have several, so that one can be replaced without a gap."""

    def __init__(self, hashes: Mapping[int, Iterable[str]]) -> None:
        self._hashes = {system: tuple(of_system) for system, of_system in hashes.items()}

    @property
    def systems(self) -> tuple[int, ...]:
        """The systems that have a key."""
        return tuple(sorted(self._hashes))

    def system_of(self, key: str) -> int | None:
        """The system of a key; None for one that is not known. It takes as long for every key of a form."""
        form = _KEY.fullmatch(key)
        if form is None:
            return None
        system, given = int(form[1]), hash_of(key)
        found = [secrets.compare_digest(given, known) for known in self._hashes.get(system, (_NOBODY,))]
        return system if any(found) else None


def new_key(system: int) -> tuple[str, str]:
    """A new key of a system, to be given to it and kept nowhere, and the line of the key file that lets it in."""
    key = f"simpul_{system}_{secrets.token_urlsafe(KEY_BYTES)}"
    return key, f"{system} {hash_of(key)}"


def hash_of(key: str) -> str:
    """What is kept of a key; a plain hash does, since a key is 256 random bits and cannot be guessed."""
    return hashlib.sha256(key.encode()).hexdigest()


def read_keys(file: Path) -> Keys:
    """The keys of a file: on each line the number of a system, a hash, and whatever helps to tell keys apart.

    Raises:
        SettingError: the file cannot be read, or a line is something else.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingError(f"SIMPUL_INGEST_KEYS: {file} cannot be read ({type(problem).__name__})") from None
    hashes: dict[int, list[str]] = defaultdict(list)
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        form = _LINE.fullmatch(line.strip())
        if form is None:
            raise SettingError(
                f"SIMPUL_INGEST_KEYS: line {number} of {file} is not `<system> <hash>`; make the line anew"
            )
        hashes[int(form[1])].append(form[2])
    return Keys(hashes)
