"""Carries the strikes of a schedule out, when their time has come."""

import signal
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from simpul import local
from tests.acceptance.chaos.schedule import Blow, Strike
from tests.acceptance.chaos.workers import Supervisor, Worker


@dataclass
class Striker:
    """Strikes workers and brokers, and counts the blows that fell."""

    supervisor: Supervisor
    brokers: Sequence[local.Broker]
    due: "deque[Strike]"
    dealt: Counter[Blow] = field(default_factory=Counter)
    _starting: list[tuple[Worker, float, float]] = field(default_factory=list)  # worker, spawn before, delay after it
    _down: dict[int, float] = field(default_factory=dict)  # broker -> when it is started again

    @classmethod
    def of(cls, strikes: Iterable[Strike], *, supervisor: Supervisor, brokers: Sequence[local.Broker]) -> "Striker":
        """A striker that has not begun."""
        return cls(supervisor=supervisor, brokers=brokers, due=deque(strikes))

    @property
    def kills(self) -> int:
        """Processes that were killed, told to end or frozen."""
        return sum(self.dealt.values())

    def act(self, *, elapsed_s: float) -> None:
        """Deal the blows that are due; call it often."""
        while self.due and self.due[0].at_s <= elapsed_s:
            self._deal(self.due.popleft())
        self._follow_up()

    def relent(self) -> None:
        """Strike no more: wake what is frozen, start what is down."""
        self.due.clear()
        self._starting.clear()
        for worker in self.supervisor.workers:
            worker.frozen_until = min(worker.frozen_until, time.monotonic())
        for number in self._down:
            self._down[number] = 0.0
        self._follow_up()
        local.wait_until_ready(self.brokers)

    def _deal(self, strike: Strike) -> None:
        if strike.blow is Blow.BROKER:
            self.brokers[strike.target].kill()
            self._down[strike.target] = time.monotonic() + strike.lasts_s
            self.dealt[strike.blow] += 1
            return
        if strike.blow is Blow.KILL_ALL:
            for worker in self.supervisor.workers:
                self._strike(worker, signal.SIGKILL, strike.blow)
            return
        worker = self._awake(strike.target)
        if strike.blow is Blow.FREEZE:
            self._strike(worker, signal.SIGSTOP, strike.blow)
            worker.frozen_until = time.monotonic() + strike.lasts_s
        elif strike.blow is Blow.TERM:
            self._strike(worker, signal.SIGTERM, strike.blow)
        else:
            self._strike(worker, signal.SIGKILL, Blow.KILL)
            if strike.blow is Blow.KILL_STARTING:
                self._starting.append((worker, worker.spawned_at, strike.lasts_s))

    def _strike(self, worker: Worker, number: signal.Signals, blow: Blow) -> None:
        if worker.is_running:
            worker.send(number)
            self.dealt[blow] += 1

    def _awake(self, target: int) -> Worker:
        """The worker at this place, or the next one if it is frozen."""
        workers = self.supervisor.workers
        places = [*range(target, len(workers)), *range(target)]
        return next((workers[place] for place in places if not workers[place].frozen_until), workers[target])

    def _follow_up(self) -> None:
        now = time.monotonic()
        for number, until in list(self._down.items()):
            if now >= until:
                del self._down[number]
                self.brokers[number].start()
        for entry in list(self._starting):
            worker, before, delay = entry
            if worker.spawned_at > before and now >= worker.spawned_at + delay:
                self._starting.remove(entry)
                self._strike(worker, signal.SIGKILL, Blow.KILL_STARTING)
