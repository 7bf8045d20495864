"""One run from its first broker to its verdict."""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simpul.errors import StreamError
from tests.acceptance.chaos.bus import GROUP, Bus, own_bus
from tests.acceptance.chaos.ledger import Ledger, Verdict
from tests.acceptance.chaos.load import Load
from tests.acceptance.chaos.reading import (
    committed_offsets,
    read_committed,
    read_dead_letters,
    read_deliveries,
    read_inputs,
)
from tests.acceptance.chaos.samples import read_id
from tests.acceptance.chaos.schedule import schedule
from tests.acceptance.chaos.strikes import Striker
from tests.acceptance.chaos.workers import PROJECT, Supervisor, Worker

LOOK_S = 0.05
SAY_S = 5.0
CATCH_UP_S = 90.0  # without any progress
JOIN_S = 45.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a run."""

    seconds: float
    seed: int
    brokers: int = 3
    workers: int = 3
    per_s: int = 2_200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    verdict: Verdict
    kills: int
    per_s: float
    blows: str
    faults: tuple[str, ...]  # beyond the count: a worker that did not end well

    @property
    def is_good(self) -> bool:
        """Whether blows fell and nothing was lost, doubled or disordered."""
        return self.verdict.clean and self.kills > 0 and not self.faults

    @property
    def last_line(self) -> str:
        """The sum of the run."""
        verdict = self.verdict
        return f"events={verdict.events} kills={self.kills} missing={verdict.missing} duplicated={verdict.duplicated}"


def run(order: Order, *, say: Say) -> Outcome:
    """Carry a run out; whatever it started has ended when it returns or raises."""
    folder = Path(tempfile.mkdtemp(prefix="simpul-chaos-"))
    outcome: Outcome | None = None
    try:
        with own_bus(folder / "kafka", brokers=order.brokers) as bus:
            say(f"{order.brokers} brokers at {bus.running.bootstrap_servers}, {len(bus.inputs)} input topics")
            outcome = _on(bus, order, folder=folder, say=say)
    finally:
        if outcome is None or not outcome.is_good:
            say(f"logs of this run: {_keep_logs(folder, seed=order.seed)}")
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _on(bus: Bus, order: Order, *, folder: Path, say: Say) -> Outcome:
    servers = bus.running.bootstrap_servers
    environment = {"SIMPUL_BOOTSTRAP_SERVERS": servers, "SIMPUL_TOKEN_KEY": "simpul-test-key"}
    supervisor = Supervisor([Worker(number, environment, folder) for number in range(order.workers)])
    strikes = schedule(order.seed, seconds=order.seconds, workers=order.workers, brokers=order.brokers)
    striker = Striker.of(strikes, supervisor=supervisor, brokers=bus.running.brokers)
    load = Load(servers, bus.samples, seed=order.seed, per_s=order.per_s)
    try:
        supervisor.start()
        _await_first_commit(load, supervisor, bus)
        _under_fire(order, load=load, striker=striker, say=say)
        striker.relent()
        load.stop()
        say(f"the load has ended: {len(load.acknowledged)} events; the workers catch up")
        _catch_up(load, supervisor, bus, say=say)
        codes = supervisor.stop()
    finally:
        supervisor.kill()
    verdict = _count(bus, load)
    return Outcome(
        verdict=verdict,
        kills=striker.kills,
        per_s=len(load.acknowledged) / load.seconds,
        blows=describe(striker, supervisor),
        faults=tuple(f"a worker told to stop ended with {code}" for code in codes if code != 0),
    )


def _await_first_commit(load: Load, supervisor: Supervisor, bus: Bus) -> None:
    """Begin the load and wait until the workers are at work, so that the first blow interrupts something."""
    servers, inputs = bus.running.bootstrap_servers, bus.inputs
    load.start()
    deadline = time.monotonic() + JOIN_S
    while not committed_offsets(servers, GROUP, inputs):
        supervisor.tend()
        if time.monotonic() > deadline:
            raise StreamError(f"no worker has committed anything in {JOIN_S:.0f} s; see their logs")
        time.sleep(LOOK_S)


def _under_fire(order: Order, *, load: Load, striker: Striker, say: Say) -> None:
    began = said = time.monotonic()
    while (elapsed := time.monotonic() - began) < order.seconds:
        striker.act(elapsed_s=elapsed)
        striker.supervisor.tend()
        if time.monotonic() - said >= SAY_S:
            said = time.monotonic()
            say(f"{elapsed:3.0f} s: {len(load.acknowledged)} events, {striker.kills} kills")
        time.sleep(LOOK_S)


def _catch_up(load: Load, supervisor: Supervisor, bus: Bus, *, say: Say) -> None:
    """Wait until every input is behind a committed offset; the count will tell if they never are."""
    servers, inputs = bus.running.bootstrap_servers, bus.inputs
    wanted: dict[tuple[str, int], int] = {}
    for position in load.acknowledged:
        place = (position.topic, position.partition)
        wanted[place] = max(wanted.get(place, 0), position.offset + 1)
    best, since, said = -1, time.monotonic(), time.monotonic()
    while time.monotonic() - since < CATCH_UP_S:
        supervisor.tend()
        committed = committed_offsets(servers, GROUP, inputs)
        left = sum(max(0, end - committed.get(place, 0)) for place, end in wanted.items())
        if not left:
            return
        if left != best:
            best, since = left, time.monotonic()
        if time.monotonic() - said >= SAY_S:
            said = time.monotonic()
            say(f"{left} events to go")
        time.sleep(10 * LOOK_S)
    say(f"the workers have made no progress for {CATCH_UP_S:.0f} s")


def _count(bus: Bus, load: Load) -> Verdict:
    servers = bus.running.bootstrap_servers
    wanted = {(sample.source, sample.key_number): sample.wanted_by for sample in bus.samples}
    ledger = Ledger(wanted_by=lambda source, key_number: wanted[source, key_number], parse=read_id)
    for position, identity in load.acknowledged.items():
        ledger.acknowledged(position, identity)
    read_inputs(read_committed(servers, bus.inputs), into=ledger)
    read_deliveries(read_committed(servers, bus.deliveries), into=ledger)
    read_dead_letters(read_committed(servers, bus.dead_letters), into=ledger)
    return ledger.close(committed_offsets(servers, GROUP, bus.inputs))


def describe(striker: Striker, supervisor: Supervisor) -> str:
    """What was done to a run, in a sentence."""
    blows = ", ".join(f"{count} {blow}" for blow, count in sorted(striker.dealt.items()))
    ends = ", ".join(f"{count} x {how}" for how, count in sorted(supervisor.ends.items()))
    return (
        f"{blows}; {supervisor.restarts} restarts ({ends}); {supervisor.fenced} woken workers found themselves fenced"
    )


def _keep_logs(folder: Path, *, seed: int) -> Path:
    kept = PROJECT / ".simpul" / "chaos" / str(seed)
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    for log in (*folder.glob("worker-*.log"), *folder.glob("kafka/*/*.log")):
        name = log.name if log.parent == folder else f"broker-{log.parent.name}-{log.name}"
        shutil.copyfile(log, kept / name)
    return kept
