"""The workers as processes, and the supervisor that starts each again whenever it ends."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).parents[3]
APPLICATION = "streams.distribution:app"
RESPAWN_AFTER_S = 0.3
STOP_S = 30.0


@dataclass
class Worker:
    """One place of the supervisor: the process that is in it now, and what became of the ones before."""

    number: int
    environment: Mapping[str, str]
    folder: Path
    application: str = APPLICATION
    before_spawn: Callable[[Path], None] | None = None  # is given its data folder
    process: "subprocess.Popen[bytes] | None" = None
    spawned_at: float = 0.0
    ended_at: float = 0.0
    struck: str = ""  # the signal that the process was sent, so that its end is no surprise
    frozen_until: float = 0.0
    woken: bool = False

    @property
    def log(self) -> Path:
        """Where the processes of this place write, one after the other."""
        return self.folder / f"worker-{self.number}.log"

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        return self.process is not None and self.process.poll() is None

    def spawn(self) -> None:
        """Start a process."""
        data = self.folder / f"data-{self.number}"
        if self.before_spawn is not None:
            self.before_spawn(data)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "simpul", "worker", self.application],
                cwd=PROJECT,
                env={**os.environ, **self.environment, "SIMPUL_DATA_DIR": str(data)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.spawned_at = time.monotonic()
        self.struck, self.frozen_until, self.woken = "", 0.0, False

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it runs."""
        if self.process is not None and self.is_running:
            self.struck = number.name
            self.process.send_signal(number)


@dataclass
class Supervisor:
    """Keeps every place filled, as systemd or Kubernetes would, and counts how processes end."""

    workers: list[Worker]
    restarts: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    fenced: int = 0

    def start(self) -> None:
        """Fill every place."""
        for worker in self.workers:
            worker.spawn()

    def tend(self) -> None:
        """Look after every place once; call it often."""
        now = time.monotonic()
        for worker in self.workers:
            if worker.frozen_until and now >= worker.frozen_until:
                worker.send(signal.SIGCONT)
                worker.frozen_until, worker.woken = 0.0, True
            if worker.is_running:
                continue
            if worker.process is not None:
                self._ended(worker, code=worker.process.returncode)
                worker.process = None
                worker.ended_at = now
            if now - worker.ended_at >= RESPAWN_AFTER_S:
                worker.spawn()
                self.restarts += 1

    def stop(self) -> list[int]:
        """Stop every worker gracefully; the exit codes, negative for those that had to be killed."""
        for worker in self.workers:
            worker.send(signal.SIGCONT)
            worker.send(signal.SIGTERM)
        deadline = time.monotonic() + STOP_S
        codes = []
        for worker in self.workers:
            if worker.process is None:
                continue
            try:
                codes.append(worker.process.wait(max(0.1, deadline - time.monotonic())))
            except subprocess.TimeoutExpired:
                codes.append(-signal.SIGKILL)
        return codes

    def kill(self) -> None:
        """Leave no process behind, whatever state it is in."""
        for worker in self.workers:
            if worker.process is not None and worker.process.poll() is None:
                worker.process.kill()
                worker.process.wait()

    def _ended(self, worker: Worker, *, code: int) -> None:
        if worker.woken and code > 0:
            self.fenced += 1
        how = worker.struck or "of itself"
        self.ends[f"{how}: exit {code}"] += 1
