"""One run of the flows under fire, from its first broker to its verdict."""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.catalogue import PACKAGE
from simpul.contracts import load_contracts
from simpul.settings import Settings
from tests.acceptance.chaos.reading import headers_of, read_committed
from tests.acceptance.chaos.run import describe
from tests.acceptance.chaos.schedule import schedule
from tests.acceptance.chaos.strikes import Striker
from tests.acceptance.chaos.workers import PROJECT, Supervisor, Worker
from tests.acceptance.flow_chaos.bus import Bus, Listener, environment_of, own_bus
from tests.acceptance.flow_chaos.reference import Comparison, compare, of_one_family, play
from tests.acceptance.flow_chaos.stories import Happening, Teller

APPLICATION = "tests.streams.all_flows:app"
LOOK_S = 0.3
PATIENCE_S = 40.0  # without any output
LOSES_DISK = 0.4  # the share of starts at which a worker finds its state folder gone
STILL = 3  # times in a row that all is read up, before a stage has ended

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a run."""

    seconds: float
    seed: int
    brokers: int = 3
    workers: int = 3
    families: int = 300
    waves: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    comparison: Comparison
    events: int
    outputs: int
    cases: int
    kills: int
    disks: int
    dead: int
    blows: str
    faults: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether blows fell, and the run said what the Driver says."""
        return self.comparison.clean and self.kills > 0 and not self.dead and not self.faults

    @property
    def last_line(self) -> str:
        """The sum of the run."""
        counted = self.comparison
        return (
            f"events={self.events} outputs={self.outputs} cases={self.cases} kills={self.kills} disks={self.disks} "
            f"missing={counted.missing} duplicated={counted.duplicated} different={counted.different}"
        )


def run(order: Order, *, say: Say) -> Outcome:
    """Carry a run out; whatever it started has ended when it returns or raises."""
    folder = Path(tempfile.mkdtemp(prefix="simpul-flow-chaos-"))
    outcome: Outcome | None = None
    try:
        with own_bus(folder, brokers=order.brokers) as bus:
            outcome = _on(bus, order, folder=folder, say=say)
    finally:
        if outcome is None or not outcome.is_good:
            say(f"logs of this run: {_keep_logs(folder, seed=order.seed)}")
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _on(bus: Bus, order: Order, *, folder: Path, say: Say) -> Outcome:
    sys.path.insert(0, str(folder))
    try:
        teller = Teller(load_contracts(), seed=order.seed, families=order.families)
        waves = [list(teller.wave(one)) for one in range(order.waves)]
        stages, expected = play(waves, settings=Settings(catalogue=PACKAGE))
    finally:
        sys.path.remove(str(folder))
    say(f"the Driver answered {sum(len(stage.wave) for stage in stages)} events with {len(expected)} outputs")
    clock = folder / "clock"
    _move(clock, stages[0].at)
    disks = _Disks(random.Random(order.seed))  # noqa: S311  # seeded so that a run can be repeated
    environment = environment_of(bus, folder, package=PACKAGE, clock=clock)
    supervisor = Supervisor(
        [Worker(one, environment, folder, application=APPLICATION, before_spawn=disks) for one in range(order.workers)]
    )
    strikes = schedule(order.seed, seconds=order.seconds, workers=order.workers, brokers=order.brokers)
    striker = Striker.of(strikes, supervisor=supervisor, brokers=bus.running.brokers)
    listener = Listener(bus)
    fire = _Fire(bus, striker, listener)
    try:
        supervisor.start()
        for number, stage in enumerate(stages):
            _move(clock, stage.at)
            fire.await_outputs(stage.before)
            fire.publish_under_fire(stage.wave, seconds=order.seconds / order.waves)
            fire.await_outputs(stage.after)
            say(f"wave {number}: {of_one_family(listener.outputs)} of {stage.after} outputs, {striker.kills} kills")
        striker.relent()
        fire.await_outputs(stages[-1].after)
        codes = supervisor.stop()
    finally:
        supervisor.kill()
    listener.listen(seconds=3)
    listener.close()
    dead = [headers_of(one) for one in read_committed(bus.servers, bus.dead_letters)]
    for headers in dead[:3]:
        say(f"dead letter: {headers['simpul_dead_reason'].decode()} {headers['simpul_dead_detail'].decode()}")
    return Outcome(
        comparison=compare(expected, listener.outputs),
        events=sum(len(stage.wave) for stage in stages),
        outputs=len(listener.outputs),
        cases=len({one.case for one in listener.outputs}),
        kills=striker.kills,
        disks=disks.lost,
        dead=len(dead),
        blows=describe(striker, supervisor),
        faults=tuple(f"a worker told to stop ended with {code}" for code in codes if code != 0),
    )


class _Disks:
    """Deletes the state folder of some workers before they start again."""

    def __init__(self, chance: random.Random) -> None:
        self.lost = 0
        self._chance = chance

    def __call__(self, data: Path) -> None:
        if (data / "state").exists() and self._chance.random() < LOSES_DISK:
            shutil.rmtree(data / "state")
            self.lost += 1


class _Fire:
    """Strikes while events are published, and waits until they are answered."""

    def __init__(self, bus: Bus, striker: Striker, listener: Listener) -> None:
        self._bus = bus
        self._striker = striker
        self._listener = listener
        self._elapsed_s = 0.0

    def publish_under_fire(self, wave: Sequence[Happening], *, seconds: float) -> None:
        """Publish a wave over so many seconds, and strike all the while."""
        began, before = time.monotonic(), self._elapsed_s
        left = list(wave)
        while wave and (passed := time.monotonic() - began) < seconds:
            self._elapsed_s = before + passed
            self._striker.act(elapsed_s=self._elapsed_s)
            self._striker.supervisor.tend()
            due = round(len(wave) * passed / seconds) - (len(wave) - len(left))
            self._bus.publish(left[:due])
            left = left[due:]
            self._listener.listen(seconds=LOOK_S)
        self._elapsed_s = before + seconds  # however long the last look took, what was due until here falls
        self._bus.publish(left)

    def await_outputs(self, count: int) -> None:
        """Wait until so many outputs have come and all that was published is read up; the count will tell if not."""
        still, since, best = 0, time.monotonic(), -1
        while still < STILL and time.monotonic() - since < PATIENCE_S:
            self._striker.act(elapsed_s=self._elapsed_s)
            self._striker.supervisor.tend()
            self._listener.listen(seconds=LOOK_S)
            said = of_one_family(self._listener.outputs)
            if said != best:
                best, since = said, time.monotonic()
            still = still + 1 if said >= count and self._bus.is_read_up() else 0


def _move(clock: Path, at: datetime) -> None:
    fresh = clock.with_suffix(".new")
    fresh.write_text(str(at.timestamp()))
    fresh.replace(clock)


def _keep_logs(folder: Path, *, seed: int) -> Path:
    kept = PROJECT / ".simpul" / "flow-chaos" / str(seed)
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    for log in folder.glob("worker-*.log"):
        shutil.copyfile(log, kept / log.name)
    return kept
