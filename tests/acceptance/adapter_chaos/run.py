"""One run of one way in, from its first row to its count."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from simpul import local
from simpul.errors import StreamError
from tests.acceptance.adapter_chaos.bus import PROJECT, landed
from tests.acceptance.adapter_chaos.way import Count, System, Way

DRAIN_S = 120.0
LOOK_S = 0.05
EARLY = 0.2  # the share of kills before the adapter has begun
LIFE_S = 3.0  # the longest that it lives after that
BEGUN = "metrics and health at"
DISK_EVERY = 4  # one of so many kills takes the disk along
CLERKS = 3  # who work in a system at the same time
BROKER_EVERY = 7  # one of so many kills takes the broker along

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a run."""

    way: str
    count: Count
    kills: int
    disks: int
    brokers: int

    @property
    def is_good(self) -> bool:
        """Whether the adapter was killed, and everything is there once."""
        return self.kills > 0 and self.count.is_good

    @property
    def line(self) -> str:
        """The sum of the run."""
        count = self.count
        return (
            f"{self.way} events={count.events} kills={self.kills} disks={self.disks} brokers={self.brokers} "
            f"missing={len(count.missing)} duplicated={len(count.duplicated)} disordered={len(count.disordered)}"
        )


@dataclass
class Adapter:
    """The adapter's process, started again whenever it has ended."""

    name: str
    servers: str
    settings: Mapping[str, str]
    folder: Path
    starts: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    logs: list[Path] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """What it keeps on disk."""
        return self.folder / "data"

    def start(self, *, once: bool) -> None:
        """Start it, unless it runs; `once` lets it end when there is nothing more."""
        if self.process is not None and self.process.poll() is None:
            return
        self._refuse_failure()
        self.starts += 1
        log = self.folder / f"adapter-{self.starts}.log"
        self.logs.append(log)
        environment = os.environ | {
            "SIMPUL_TOKEN_KEY": "simpul-test-key",
            "SIMPUL_SPOOL_KEY": "simpul-test-spool-key",
            "SIMPUL_BOOTSTRAP_SERVERS": self.servers,
            "SIMPUL_DATA_DIR": str(self.data),
            **self.settings,
        }
        command = [sys.executable, "-m", "simpul", "ingest", self.name, "--synthetic", *(["--once"] if once else [])]
        with log.open("wb") as output:
            self.process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=PROJECT)

    def await_begun(self) -> None:
        """Wait until it is at work, or has ended."""
        while self.process is not None and self.process.poll() is None and BEGUN not in self.logs[-1].read_text():
            time.sleep(LOOK_S)

    def kill(self) -> bool:
        """SIGKILL; False where it had ended by itself."""
        if self.process is None or self.process.poll() is not None:
            return False
        self.process.kill()
        self.process.wait()
        self.process = None
        return True

    def finish(self) -> None:
        """Let it publish what is left.

        Raises:
            StreamError: it ends badly, or not at all.
        """
        self.start(once=True)
        if self.process is None:
            raise StreamError(f"adapter {self.name} did not start")
        try:
            self.process.wait(DRAIN_S)
        except subprocess.TimeoutExpired:
            raise StreamError(f"adapter {self.name} is not done after {DRAIN_S:.0f} s; see {self.logs[-1]}") from None
        self._refuse_failure()

    def _refuse_failure(self) -> None:
        if self.process is not None and self.process.returncode:
            raise StreamError(f"adapter {self.name} ended with {self.process.returncode}; see {self.logs[-1]}")


def run(way: Way, *, running: local.Running, folder: Path, seconds: float, seed: int) -> Outcome:
    """Kill the adapter of a way in for so many seconds while its system works, then count."""
    chance = Random(f"{way.name}/{seed}")  # noqa: S311  # seeded so that a run can be repeated
    folder.mkdir(parents=True)
    kills = disks = brokers = 0
    with way.system(folder / "system") as system:
        adapter = Adapter(way.adapter, running.bootstrap_servers, system.settings, folder)
        with _at_work(system, seed=seed):
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                adapter.start(once=not way.waits)
                if chance.random() > EARLY:
                    adapter.await_begun()
                time.sleep(chance.uniform(0.0, LIFE_S))
                if not adapter.kill():
                    continue
                kills += 1
                if kills % DISK_EVERY == 0:
                    shutil.rmtree(adapter.data / "adapters", ignore_errors=True)
                    disks += 1
                if kills % BROKER_EVERY == 0:
                    _strike(running)
                    brokers += 1
            adapter.start(once=not way.waits)  # while what the system has begun is being finished
        adapter.kill()
        for _ in range(2):  # the second time shows that nothing is published again
            adapter.finish()
        count = system.count(landed(running.bootstrap_servers, event_type=way.event_type))
    return Outcome(way=way.name, count=count, kills=kills, disks=disks, brokers=brokers)


@contextmanager
def _at_work(system: System, *, seed: int) -> Iterator[None]:
    """The system works in threads of its own; what goes wrong there ends the run."""
    ending = threading.Event()
    problems: list[BaseException] = []

    def work(number: int) -> None:
        chance = Random(f"{number}/{seed}")  # noqa: S311  # seeded, likewise
        try:
            while not ending.is_set():
                system.work(chance)
        except BaseException as problem:  # noqa: BLE001  # raised again below
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLERKS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ending.set()
        for thread in threads:
            thread.join()
    if problems:
        raise problems[0]


def _strike(running: local.Running) -> None:
    for broker in running.brokers:
        broker.kill()
    time.sleep(1.0)
    for broker in running.brokers:
        broker.start()
    local.wait_until_ready(running.brokers)
