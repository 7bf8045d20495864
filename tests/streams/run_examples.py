"""Runs files of worked examples through the Driver: a line for each failure, and the count."""

import csv
import shutil
import sys
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from simpul.contracts import decode
from simpul.contracts.json_form import to_json
from simpul.flows.kept import read_cell
from simpul.flows.rows import place_of
from simpul.runtime import App, Context
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
    plan = with_given(plan_of(example.flow), example)
    driver = Driver(APPS[example.flow], settings=Settings(), at=min(times), plan=plan)
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
    problems = problems or (["said it in another order"] if found != expected else [])
    return problems + [
        f"{table} has no row {row}"
        for table, rows in script.tables().items()
        for row in rows
        if not stands(driver, table, row)
    ]


def with_given(plan: Plan, example: Example) -> Plan:
    """The plan over reference tables to which the rows of the example were added."""
    if not example.given:
        return plan
    catalogue = copy(plan.catalogue)
    with TemporaryDirectory() as folder:
        tables = Path(folder) / "reference"
        shutil.copytree(plan.catalogue.reference.folder, tables)
        for name, rows in example.given.items():
            add_rows(tables / f"{name}.csv", rows)
        catalogue.reference = replace(plan.catalogue.reference, folder=tables)
        steps = APPS[example.flow].build(Context(contracts=plan.contracts, catalogue=catalogue))
    return replace(plan, catalogue=catalogue, processors=tuple(steps))


def add_rows(file: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows to a reference table, which need not be there yet."""
    before = [line for line in file.read_text().splitlines() if not line.startswith("#")] if file.exists() else []
    columns = next(csv.reader(before[:1]), list(rows[0]))
    with file.open("w", newline="") as written:
        table = csv.DictWriter(written, columns, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows([*csv.DictReader(before), *rows])


def stands(driver: Driver, table: str, row: Mapping[str, object]) -> bool:
    """Whether the state of some key of a table has these values."""
    name = f"/store/cells\0{table}\0".encode()
    for key, kept in (entry for store in driver.stores() for entry in store):
        if name in key:
            for state in sorted(read_cell(kept)["rows"], key=place_of)[-1:]:
                contract, data = decode(driver.contracts, state["value"])
                shown = to_json(contract, data)
                if all(shown.get(column) == value for column, value in row.items()):
                    return True
    return False


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
