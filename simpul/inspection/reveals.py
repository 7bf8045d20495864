"""The log of who looked at masked values, and why: one JSON line a look, appended before the first value is shown."""

import json
import os
import pwd
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from simpul.errors import SettingError
from simpul.wire.envelope import rfc3339

FILE_NAME = "reveals.jsonl"
LEAST_REASON = 8  # characters; "x" is no reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """One look at masked values; never the values."""

    who: str
    when: datetime
    topic: str
    event_type: str | None
    reason: str


def check_reason(reason: str | None) -> str:
    """The reason, without blanks around it.

    Raises:
        SettingError: there is none, or it says nothing.
    """
    text = (reason or "").strip()
    if len(text) < LEAST_REASON:
        raise SettingError(
            f"--reveal needs --reason of at least {LEAST_REASON} characters, as --reason 'ticket 17: wrong date'; "
            "it is written to the audit log"
        )
    return text


def record_reveal(reveal: Reveal, *, data_dir: Path) -> Path:
    """Append the look to the audit log, safely on disk when this returns; the path of the log.

    Raises:
        SettingError: the log cannot be written, so nothing may be revealed.
    """
    path = data_dir / FILE_NAME
    line = json.dumps(asdict(reveal) | {"when": rfc3339(reveal.when)}, ensure_ascii=False) + "\n"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(log, line.encode())
            os.fsync(log)
        finally:
            os.close(log)
    except OSError as problem:
        raise SettingError(
            f"the audit log {path} cannot be written ({problem.strerror}), so nothing is revealed; see SIMPUL_DATA_DIR"
        ) from problem
    return path


def operator() -> str:
    """The name of the OS user, from the user database: environment variables can say anything."""
    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
