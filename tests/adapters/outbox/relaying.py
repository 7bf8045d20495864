"""The relay of an outbox as a process of its own: `... SERVERS FOLDER URL`; it ends when nothing waits."""

import sys
from dataclasses import replace
from pathlib import Path

from simpul.adapters import Setup, run_adapter
from simpul.adapters.outbox import Outbox
from tests.adapters.outbox.department import Department

ADAPTER = "dukcapil-deaths"  # whose memory topic the catalogue knows


def source(setup: Setup) -> Outbox:
    """The outbox, in small transactions."""
    return Outbox(setup, batch_rows=10)


def setup_of(servers: str, folder: Path, *, url: str) -> Setup:
    """The department's own setup, with a bus and a place in the catalogue."""
    setup = Department(url).setup()
    to_bus = {"bootstrap_servers": servers, "data_dir": folder, "transaction_timeout_ms": 5_000}
    adapter = setup.adapter.model_copy(update={"name": ADAPTER, "module": "tests.adapters.outbox.relaying"})
    return replace(setup, settings=setup.settings.model_copy(update=to_bus), adapter=adapter)


if __name__ == "__main__":
    published = run_adapter(setup_of(sys.argv[1], Path(sys.argv[2]), url=sys.argv[3]))
    sys.stdout.write(f"{published.rows} {published.events}\n")
