"""A national service of warnings that grows while it is asked, page by page."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

from tests.acceptance.adapter_chaos.way import Count, Landed, System, counted

PAGE = 250
SHARE_BUSY = 0.05  # of requests that are answered with 503


class Service:
    """The warnings so far; some are said better later, and each saying is an event."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._warnings: list[dict[str, object]] = []
        self._busy = Random(3)  # noqa: S311  # seeded, not secret
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = int(parse_qs(urlsplit(self.path).query).get("page", ["0"])[0])
                status, body = service.answer(page)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own signature
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.settings = {"SIMPUL_ORIGIN": f"http://:key@127.0.0.1:{self.server.server_address[1]}/warnings"}

    def work(self, chance: Random) -> None:
        with self._lock:
            number = len(self._warnings)
            self._warnings.append(
                {
                    "id": str(number),
                    "jenis": "Lahar",
                    "tingkat": "Siaga",
                    "diterbitkan": "2026-07-06 09:00:00",
                    "desa": [{"kode": "35.08.02.2004"}],
                    "sungai": "BESUK KOBOKAN",
                    "rekomendasi": f"JAUHI ALIRAN SUNGAI {number}",
                    "kepastian": "TERAMATI",
                    "berlaku_sampai": "2026-07-06 15:00:00",
                }
            )
        time.sleep(chance.uniform(0, 0.02))

    def answer(self, page: int) -> tuple[int, bytes]:
        """Status and body of a page."""
        with self._lock:
            if self._busy.random() < SHARE_BUSY:
                return 503, b"{}"
            items = self._warnings[page * PAGE : (page + 1) * PAGE]
            more = (page + 1) * PAGE < len(self._warnings)
        following = f"/warnings?page={page + 1}" if more else None
        return 200, json.dumps({"data": items, "berikutnya": following}).encode()

    def count(self, landed: Sequence[Landed]) -> Count:
        due = [f"MAGMA-{warning['id']}" for warning in self._warnings]
        return counted(due, [str(event.data["alert_id"]) for event in landed], events=len(landed))


class PullWay:
    """MAGMA, as a server of the run's own."""

    name = "pull"
    adapter = "magma"
    event_type = "HazardAlertRaised"
    waits = False

    @contextmanager
    def system(self, folder: Path) -> Iterator[System]:
        folder.mkdir(parents=True)
        service = Service()
        serving = threading.Thread(target=service.server.serve_forever)
        serving.start()
        try:
            yield service
        finally:
            service.server.shutdown()
            service.server.server_close()
            serving.join()
