"""Runs files of worked examples through the Driver: a line for each failure, and the count."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

from simpul.runtime import App
from simpul.runtime.app import Plan, plan_application
from simpul.settings import Settings
from simpul.testing import Driver
from simpul.testing.driver import Emitted
from streams import birth, death, unregistered_death
from tests.streams.examples import WORKED_EXAMPLES, Example, Published, Script, Told, in_order, instant, load, told

APPS: dict[str, App] = {"F1": death.app, "F2": unregistered_death.app, "F3": birth.app}
TICK = timedelta(milliseconds=1)


@cache
def plan_of(flow: str) -> Plan:
    """The plan of a flow's application."""
    app = APPS[flow]
    return plan_application(app.name, app.build, Settings())


def run(example: Example) -> list[str]:
    """What an example does not do as it should; nothing if it passes."""
    times = [instant(step["at"] if "at" in step else step["clock"]) for step in example.input]
    driver = Driver(APPS[example.flow], settings=Settings(), at=min(times), plan=plan_of(example.flow))
    script = Script(example, contracts=driver.contracts, package="avro_schemas")
    outputs: list[Told] = []

    def collect(emitted: Sequence[Emitted]) -> None:
        watched = (one for one in emitted if one.contract.event_type in example.watch)
        outputs.extend(told(one.contract, one.data, at=one.envelope.registered_at) for one in watched)

    for line in script.lines():
        if isinstance(line, Published):
            if line.at > driver.now:
                collect(driver.advance(line.at - TICK - driver.now))
                driver.now = line.at  # at one instant events go before timers
            collect(driver.publish(line.event, envelope=line.envelope))
        else:
            collect(driver.advance(line - driver.now))
    collect(driver.advance(timedelta(0)))
    problems = [f"set aside: {one.reason} {one.detail}" for one in driver.dead_letters]
    found, expected = in_order(outputs), script.expected()
    if found != expected:
        problems += [f"did not say {one}" for one in expected if one not in found]
        problems += [f"said {one}" for one in found if one not in expected]
    return problems or (["said it in another order"] if found != expected else [])


def main(arguments: Sequence[str]) -> int:
    """Run files, print a line for each failure and the count; 1 if anything failed."""
    files = [Path(one) for one in arguments] or sorted(WORKED_EXAMPLES.glob("*.yaml"))
    passed = failed = 0
    left_out: list[str] = []
    for example in (one for file in files for one in load(file)):
        if example.flow not in APPS:
            left_out.append(example.id)
            continue
        problems = run(example)
        passed, failed = (passed, failed + 1) if problems else (passed + 1, failed)
        if problems:
            print(f"{example.id} {example.title}: {'; '.join(problems)}")  # noqa: T201  # what the command is for
    if left_out:
        sys.stderr.write(f"left out, since no stream runs their flow: {', '.join(left_out)}\n")
    print(f"{passed} passed, {failed} failed")  # noqa: T201  # what the command is for
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
