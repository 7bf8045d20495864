"""`python -m tests.acceptance.adapter_chaos --seconds 60 --seed 1`: every way in, one after the other."""

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from simpul.errors import SimpulError
from tests.acceptance.adapter_chaos.bus import PROJECT, own_bus
from tests.acceptance.adapter_chaos.run import run
from tests.acceptance.adapter_chaos.way import Way
from tests.acceptance.adapter_chaos.ways.files import FilesWay
from tests.acceptance.adapter_chaos.ways.http import HttpWay
from tests.acceptance.adapter_chaos.ways.outbox import OutboxWay
from tests.acceptance.adapter_chaos.ways.pull import PullWay
from tests.acceptance.adapter_chaos.ways.snapshot import SnapshotWay

WAYS: Mapping[str, Way] = {
    way.name: way
    for way in (
        OutboxWay("postgresql"),
        OutboxWay("mariadb"),
        SnapshotWay(),
        FilesWay(),
        HttpWay(),
        PullWay(),
    )
}


def main() -> int:
    """Run each way; 0 only if every adapter was killed and nothing was lost, doubled or disordered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long each adapter is killed")
    parser.add_argument("--seed", type=int, default=1, help="of the kills and the work")
    parser.add_argument("--only", choices=sorted(WAYS), help="one way in")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C, with everything stopped
    talk = Console(stderr=True, highlight=False)
    is_good = True
    for name in [given.only] if given.only else WAYS:
        folder = Path(tempfile.mkdtemp(prefix="simpul-adapters-"))
        good = False
        try:
            with own_bus(folder / "kafka") as running:
                talk.print(f"{name}: the adapter is killed for {given.seconds:.0f} s")
                outcome = run(WAYS[name], running=running, folder=folder / name, seconds=given.seconds, seed=given.seed)
            good = outcome.is_good
            for fault in (*outcome.count.missing, *outcome.count.duplicated, *outcome.count.disordered):
                talk.print(f"{name}: {fault}")
            sys.stdout.write(outcome.line + "\n")
        except SimpulError as problem:
            sys.stderr.write(f"simpul: {problem}\n")
        finally:
            if not good:
                talk.print(f"logs of this run: {_keep(folder, name=name)}")
            shutil.rmtree(folder, ignore_errors=True)
        is_good = is_good and good
    return 0 if is_good else 1


def _keep(folder: Path, *, name: str) -> Path:
    """The logs of a failed run, where they outlive it."""
    kept = PROJECT / ".simpul" / "adapter-chaos"
    kept.mkdir(parents=True, exist_ok=True)
    for log in folder.rglob("*.log"):
        shutil.copy(log, kept / f"{name}-{log.parent.name}-{log.name}")
    return kept


if __name__ == "__main__":
    sys.exit(main())
