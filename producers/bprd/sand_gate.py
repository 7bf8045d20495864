"""What runs on a reader at a sand gate: it keeps each tap on its own disk until the bus has it, for days if need be.

It needs Python alone, no package: copy this file to the device. `Gate.tapped` is called by the card reader's program,
`Gate.send` every minute or so; without a network it returns, and the taps wait.
"""

import json
import sqlite3
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

BATCH = 200
TIMEOUT_S = 30.0
ACCEPTED, MIXED = 202, 207
LATER = frozenset({401, 408, 429})  # and all from 500: ask again, nothing is wrong with the taps

TABLES = """
CREATE TABLE IF NOT EXISTS waiting (number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refused (number INTEGER PRIMARY KEY, event TEXT NOT NULL, reason TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Sent:
    """What came of a sending: how many taps the bus has now, how many it refuses, and how many still wait."""

    accepted: int
    refused: int
    waiting: int


class Gate:
    """The taps of one reader."""

    def __init__(self, file: Path, *, address: str, key: str) -> None:
        """Open the file, which is made where it is missing.

        Args:
            file: a SQLite database on the reader's own disk.
            address: of the ingest, as `https://bus.example/v1/events`.
            key: the reader's API key.
        """
        self._taps = sqlite3.connect(file)
        self._taps.execute("PRAGMA journal_mode = WAL")
        self._taps.execute("PRAGMA synchronous = FULL")  # a tap is on disk when `tapped` returns
        self._taps.executescript(TABLES)
        self._address = address
        self._key = key

    def tapped(self, data: Mapping[str, object], *, at: datetime) -> None:
        """Keep a tap; its id is given here, so that sending it twice makes no double.

        Args:
            data: the fields of SandTruckTapped, but for `tapped_at`.
            at: when, with its time zone.
        """
        when = at.isoformat(timespec="milliseconds")
        event = {
            "type": "SandTruckTapped",
            "id": str(uuid.uuid4()),
            "occurred_at": when,
            "registered_at": when,
            "data": {**data, "tapped_at": when},
        }
        with self._taps:
            self._taps.execute("INSERT INTO waiting (event) VALUES (?)", (json.dumps(event),))

    def send(self) -> Sent:
        """Send what waits, oldest first, until all of it is there or nobody answers."""
        accepted = refused = 0
        while batch := self._taps.execute("SELECT * FROM waiting ORDER BY number LIMIT ?", (BATCH,)).fetchall():
            answers = self._ask([json.loads(event) for _, event in batch])
            if answers is None:
                break
            with self._taps:
                for (number, event), answer in zip(batch, answers, strict=True):
                    if "event_id" in answer:
                        accepted += 1
                    else:
                        refused += 1
                        reason = str(answer.get("detail", "refused"))
                        self._taps.execute("INSERT INTO refused VALUES (?, ?, ?)", (number, event, reason))
                    self._taps.execute("DELETE FROM waiting WHERE number = ?", (number,))
        [waiting] = self._taps.execute("SELECT count(*) FROM waiting").fetchone()
        return Sent(accepted, refused, waiting)

    def close(self) -> None:
        """Let go of the file."""
        self._taps.close()

    def _ask(self, events: list[object]) -> list[dict[str, object]] | None:
        """The answer to each event; None where they must be sent again later."""
        request = urllib.request.Request(  # noqa: S310  # the address is the reader's own setting
            self._address,
            data=json.dumps(events).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310  # the same
                status, body = answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            status, body = refusal.code, json.load(refusal)
        except (OSError, ValueError):  # no network, no server, or half an answer
            return None
        if status in LATER or status >= 500:  # noqa: PLR2004  # the server's own trouble
            return None
        answers: list[dict[str, object]] = body["events"] if "events" in body else [body] * len(events)
        return answers
