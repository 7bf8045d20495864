"""Events sent over HTTP to an adapter on a core of its own, by as many senders as keep it busy."""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from uuid import UUID

import aiohttp

from benchmarks.bus import Bus
from benchmarks.cores import pin
from simpul.adapters.http import new_key
from simpul.contracts import load_contracts, to_json
from simpul.errors import StreamError

SAND = 29
ACCEPTED, BUSY = 202, 429
LATER_S = 0.05
SENDERS = 128
READY_S = 30.0
ADDRESS = re.compile(r"events are taken at (http://\S+)")
TIMES = {"occurred_at": "2026-07-06T09:00:00+07:00", "registered_at": "2026-07-06T09:00:00+07:00"}


def sent_over_http(bus: Bus, *, events: int, batch: int, key: str) -> dict[str, object]:
    """How many events a second were accepted, so many in each request, while they went on to Kafka.

    Raises:
        StreamError: the adapter does not come up, or refuses an event.
    """
    folder = bus.place.folder / f"http-{batch}"
    folder.mkdir()
    caller, line = new_key(SAND)
    (folder / "keys").write_text(line + "\n", encoding="utf-8")
    environment = os.environ | {
        "SIMPUL_BOOTSTRAP_SERVERS": bus.place.bootstrap_servers,
        "SIMPUL_TOKEN_KEY": key,
        "SIMPUL_SPOOL_KEY": key,
        "SIMPUL_INGEST_KEYS": str(folder / "keys"),
        "SIMPUL_INGEST_PORT": "0",
        "SIMPUL_DATA_DIR": str(folder / "data"),
    }
    log = folder / "adapter.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "simpul", "ingest", "http", "--synthetic"],
            env=environment,
            stdout=output,
            stderr=output,
            preexec_fn=partial(pin, 0, core=bus.cores.contender),  # noqa: PLW1509  # no threads are running here
        )
    try:
        address = _address(log, process)
        seconds = asyncio.run(_send(address, caller=caller, events=events, batch=batch))
        peak_kb = int(re.findall(r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())[0])
    finally:
        process.terminate()
        process.wait()
    return {
        "rows": events,
        "events": events,
        "seconds": round(seconds, 1),
        "rows_per_s": round(events / seconds),
        "peak_mb": round(peak_kb / 1024),
    }


def _address(log: Path, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + READY_S
    while (found := ADDRESS.search(log.read_text(encoding="utf-8"))) is None:
        if process.poll() is not None or time.monotonic() > deadline:
            raise StreamError(f"the HTTP ingest does not listen: {log.read_text(encoding='utf-8')[-2_000:]}")
        time.sleep(0.05)
    return found[1]


async def _send(address: str, *, caller: str, events: int, batch: int) -> float:
    contract = load_contracts().latest("SandTruckTapped")
    tap = {"type": "SandTruckTapped", "data": to_json(contract, contract.example), **TIMES}
    numbers = iter(range(0, events, batch))
    headers = {"Authorization": f"Bearer {caller}", "Content-Type": "application/json"}

    async def sender(session: aiohttp.ClientSession) -> None:
        for first in numbers:
            taps = [tap | {"id": str(UUID(int=first + n))} for n in range(min(batch, events - first))]
            body = json.dumps(taps[0] if batch == 1 else taps)
            await _deliver(session, address, body)

    async with aiohttp.ClientSession(headers=headers) as session:
        begun = time.monotonic()
        await asyncio.gather(*(sender(session) for _ in range(SENDERS)))
        return time.monotonic() - begun


async def _deliver(session: aiohttp.ClientSession, address: str, body: str) -> None:
    while True:
        async with session.post(address, data=body) as answer:
            await answer.read()
        if answer.status == ACCEPTED:
            return
        if answer.status != BUSY:
            raise StreamError(f"the HTTP ingest answered {answer.status}; see its log")
        await asyncio.sleep(LATER_S)
