"""Sand-gate readers that send their taps over HTTP, and again until they hear that they were taken."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from uuid import UUID

from simpul.adapters.http import new_key
from simpul.contracts import load_contracts, to_json
from simpul.local._ports import free_port
from tests.acceptance.adapter_chaos.way import Count, Landed, System

SAND = 29
MOST_TAPS = 30
RETRY_S = 0.1
CONTRACT = load_contracts().latest("SandTruckTapped")
EXAMPLE = to_json(CONTRACT, CONTRACT.example)
TIMES = {"occurred_at": "2026-07-06T09:00:00+07:00", "registered_at": "2026-07-06T09:00:00+07:00"}


class Gates:
    """Readers at the gates of mines; what they were told is taken must be on the bus once, all else at most once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._key, line = new_key(SAND)
        keys, port = folder / "keys", free_port()
        keys.write_text(line + "\n", encoding="utf-8")
        self.settings = {
            "SIMPUL_ORIGIN": "http",
            "SIMPUL_INGEST_KEYS": str(keys),
            "SIMPUL_INGEST_PORT": str(port),
        }
        self._address = f"http://127.0.0.1:{port}/v1/events"
        self._lock = threading.Lock()
        self._next = 0
        self._tried: set[str] = set()
        self._taken: set[str] = set()

    def work(self, chance: Random) -> None:
        with self._lock:
            first, self._next = self._next, self._next + chance.randrange(1, MOST_TAPS)
            ids = [str(UUID(int=number)) for number in range(first, self._next)]
            self._tried |= set(ids)
        taps = [{"id": each, "type": "SandTruckTapped", "data": EXAMPLE | {"reader_id": each}, **TIMES} for each in ids]
        for _ in range(chance.randrange(1, 60)):  # then the reader's battery is empty
            if self._sent(taps):
                with self._lock:
                    self._taken |= set(ids)
                if chance.random() < 0.9:  # else it has not heard the answer
                    break
            time.sleep(RETRY_S)

    def count(self, landed: Sequence[Landed]) -> Count:
        found = Counter(event.event_id for event in landed)
        doubled = {event_id for event_id, times in found.items() if times > 1}
        return Count(
            events=len(landed),
            missing=sorted(self._taken - found.keys()),
            duplicated=sorted(doubled | (found.keys() - self._tried)),
        )

    def _sent(self, taps: Sequence[object]) -> bool:
        request = urllib.request.Request(  # noqa: S310  # a server of ours
            self._address,
            data=json.dumps(taps).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  # the same
                return bool(answer.status == 202)
        except urllib.error.HTTPError as refusal:
            if refusal.code in {429, 503}:
                return False
            raise AssertionError(refusal.read().decode()) from None
        except OSError:
            return False


class HttpWay:
    """The HTTP ingest, as readers of sand cards use it."""

    name = "http"
    adapter = "http"
    event_type = "SandTruckTapped"
    waits = True

    @contextmanager
    def system(self, folder: Path) -> Iterator[System]:
        yield Gates(folder)
