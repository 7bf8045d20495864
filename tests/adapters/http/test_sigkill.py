"""What was answered with 202 is on disk once, whatever becomes of the process."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from itertools import count
from pathlib import Path

from aiohttp import ClientError, ClientSession

from tests.adapters.http.served import BPBD, KEYS, event, kept_in
from tests.docs.pages import PROJECT

CALLERS = 16
ENOUGH = 300


async def send_until_it_ends(url: str, *, caller: int, accepted: list[str], enough: asyncio.Event) -> None:
    """Send events one after another, every third request a batch of two, each of them twice."""
    headers = {"Authorization": f"Bearer {KEYS[BPBD]}", "Content-Type": "application/json"}
    async with ClientSession(headers=headers) as session:
        for number in count():
            names = [f"{caller} {number}"] if number % 3 else [f"{caller} {number} a", f"{caller} {number} b"]
            events = [event(id=name) for name in names]
            body = json.dumps(events if len(events) > 1 else events[0])
            for _ in range(2):
                try:
                    async with session.post(f"{url}/v1/events", data=body) as answer:
                        members = await answer.json()
                except (ClientError, OSError):
                    return
                assert answer.status == 202
                accepted += [one["event_id"] for one in members.get("events", [members])]
                if len(accepted) > ENOUGH:
                    enough.set()


async def accepted_until_sigkill(folder: Path) -> list[str]:
    """The ids that a process had accepted when it was killed under load."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.adapters.http.served", str(folder), cwd=PROJECT, stdout=PIPE
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    accepted: list[str] = []
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as callers:
        for caller in range(CALLERS):
            callers.create_task(send_until_it_ends(url, caller=caller, accepted=accepted, enough=enough))
        await enough.wait()
        process.kill()
    await process.wait()
    return accepted


async def test_every_202_is_in_the_spool_exactly_once_after_sigkill(tmp_path: Path) -> None:
    accepted = await accepted_until_sigkill(tmp_path)

    async with kept_in(tmp_path) as spool:
        kept = Counter(one.record.event_id for one in await spool.read(after=0, events=100_000, size=10**9))

    assert len(accepted) > ENOUGH
    assert set(accepted) <= kept.keys()
    assert set(kept.values()) == {1}
