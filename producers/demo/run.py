"""One run of the main job: let a day happen, wait until it is processed, read everything back, balance the ledger."""

import asyncio
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from producers.demo import databases, nadine, sim_pbb
from producers.demo.bus import Bus
from producers.demo.death_export import FILE, given_back
from producers.demo.feed import feed
from producers.demo.found import KINDS, found_in
from producers.demo.ledger import Ledger, balance
from producers.demo.origin import Origin, origin_of
from producers.demo.plan import Known, Options, Plan, make_plan
from producers.demo.stage import Stage, at_work
from producers.demo.talk import Talk
from producers.demo.ways import clerk, sdk
from producers.demo.witness import Witness
from producers.demo.workers import DEATHS, SIM_PBB, SIM_PBB_EMPTIED, check_alive, wait_until_ready
from producers.dukcapil import DEATHS as DEATH_EXPORT
from simpul.adapters import mapping, read_codes
from simpul.adapters.files import Judged, read_file
from simpul.tokens import tokens_from

STALLED_S = 30.0
POLL_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run has to tell."""

    deaths: Judged
    plan: Plan
    ledger: Ledger
    per_second: float


def run(stage: Stage, *, options: Options, talk: Talk) -> Outcome:
    """The outcome of one day on this stage.

    Raises:
        SimpulError: the day cannot be fed, or a process has ended.
    """
    sim_pbb.empty(stage.origins[databases.SIM_PBB])
    with at_work(stage, SIM_PBB_EMPTIED):  # what an earlier run has told of the roll is taken back, and not counted
        known = _known(stage)
        plan = make_plan(options, known=known, now=datetime.now(UTC))
        export = _written(plan, stage)
        deaths = read_file(export, export=DEATH_EXPORT, known=mapping.Known(codes=known.codes, tokens=known.tokens))
        wait_until_ready(stage.processes)
    talk.say(f"{', '.join(process.program.name for process in stage.processes)} are ready")
    bus = Bus(stage.settings.bootstrap_servers)
    # What was left unread by an earlier run must not be counted in this one.
    _wait_until_published(stage)
    _wait_until_processed(stage, bus)
    topics = [topic for topic in stage.catalogue.topics if topic.kind in KINDS]
    with Witness(stage.settings.bootstrap_servers, starts=bus.ends(topics)) as witness:
        _happen(stage, plan, export=export, per_second=options.per_second, talk=talk)
        talk.say("every event has landed; waiting until all of them are processed")
        _wait_until_processed(stage, bus)
        talk.say(f"processed; reading {len(topics)} topics back and counting")
        seen = witness.records_up_to(bus.ends(topics))
    found = found_in(
        seen,
        truth=plan.truth,
        catalogue=stage.catalogue,
        contracts=stage.contracts,
        returned=given_back(Path(stage.origins[DEATHS.name])),
    )
    return Outcome(deaths=deaths, plan=plan, ledger=balance(plan.truth, found), per_second=options.per_second)


def _happen(stage: Stage, plan: Plan, *, export: Path, per_second: float, talk: Talk) -> None:
    """The day, in every system that it happens in; at its end all of it has been published."""
    roll = stage.origins[databases.SIM_PBB]
    sim_pbb.fill(roll, plan.roll.before.values())
    with at_work(stage, DEATHS):
        export.rename(Path(stage.origins[DEATHS.name]) / FILE)
        _read_roll(stage)
        talk.say(f"the tax roll is read: {len(plan.roll.before)} objects")
        with talk.counting("happening", total=len(plan.arrivals)) as advance:
            asyncio.run(_feed(stage, plan, per_second=per_second, advance=advance))
        _wait_until_published(stage)
    talk.say("the letters and the export are published; reading the tax roll again")
    sim_pbb.remove(roll, plan.roll.removed)
    _read_roll(stage)


def _known(stage: Stage) -> Known:
    return Known(
        codes=read_codes(stage.settings.catalogue),
        catalogue=stage.catalogue,
        contracts=stage.contracts,
        tokens=tokens_from(stage.settings),
    )


def _written(plan: Plan, stage: Stage) -> Path:
    """The export as its clerk has it, beside a folder of exports in which nothing is left."""
    shutil.rmtree(stage.origins[DEATHS.name], ignore_errors=True)
    Path(stage.origins[DEATHS.name]).mkdir()
    path = stage.folder / FILE
    path.write_bytes(plan.export.content)
    return path


def _read_roll(stage: Stage) -> None:
    with at_work(stage, SIM_PBB):
        pass  # nothing else may be done to the table meanwhile


async def _feed(stage: Stage, plan: Plan, *, per_second: float, advance: Callable[[], None]) -> None:
    systems = sorted({emission.system for emission in plan.arrivals if origin_of(emission) is Origin.SDK})
    with (
        clerk(stage.origins[databases.NADINE], nadine.entering(stage.contracts)) as letters,
        clerk(stage.origins[databases.SIM_PBB], sim_pbb.entering(plan.roll.entered)) as roll,
    ):
        async with sdk(
            systems, settings=stage.settings, contracts=stage.contracts, catalogue=stage.catalogue
        ) as producers:
            ways = {Origin.OUTBOX: letters, Origin.SNAPSHOT: roll, Origin.SDK: producers}
            await feed(plan.arrivals, per_second=per_second, ways=ways, advance=advance)


def _wait_until_published(stage: Stage) -> None:
    """Return once nothing waits in Nadine's outbox."""
    _wait_for_none(lambda: nadine.waiting(stage.origins[databases.NADINE]), stage)


def _wait_until_processed(stage: Stage, bus: Bus) -> None:
    """Return once the workers have read all there is."""
    ends = {
        application.name: bus.ends(stage.catalogue.topic(name) for name in application.reads)
        for application in stage.catalogue.applications
        if application.name in {process.program.name for process in stage.processes}
    }
    _wait_for_none(lambda: sum(bus.lag(application, ends=known) for application, known in ends.items()), stage)


def _wait_for_none(left: Callable[[], int], stage: Stage) -> None:
    """Return once nothing is left to do, or it gets no further; then the ledger shows what is missing."""
    least, since = None, time.monotonic()
    while now := left():
        check_alive(stage.processes)
        if least is None or now < least:
            least, since = now, time.monotonic()
        elif time.monotonic() - since > STALLED_S:
            return
        time.sleep(POLL_S)
