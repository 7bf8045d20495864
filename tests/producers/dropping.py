"""The death adapter as a process: python -m tests.producers.dropping SERVERS DATA FOLDER."""

import sys
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from producers.dukcapil import DEATHS
from simpul.adapters import Setup, run_adapter, set_up
from simpul.adapters.files import FileDrop, Pace
from simpul.adapters.mapping import Known
from simpul.settings import Settings

ADAPTER = "dukcapil-deaths"


def source(setup: Setup) -> FileDrop:
    """The folder, without a quiet time and in small batches, so that kills land in and between them."""
    return FileDrop(
        DEATHS,
        folder=Path(setup.origin),
        known=Known(codes=setup.codes, tokens=setup.tokens),
        flagged=setup.flagged,
        pace=Pace(batch_rows=50, quiet_s=0, poll_s=0.05, wait=False),
    )


if __name__ == "__main__":
    settings = Settings(
        bootstrap_servers=sys.argv[1],
        data_dir=Path(sys.argv[2]),
        origin=SecretStr(sys.argv[3]),
        token_key=SecretStr("simpul-test-key"),
        transaction_timeout_ms=5_000,
    )
    setup = set_up(settings, name=ADAPTER)
    adapter = setup.adapter.model_copy(update={"module": "tests.producers.dropping"})
    published = run_adapter(replace(setup, adapter=adapter, once=True, synthetic=True))
    sys.stdout.write(f"{published.rows} {published.events}\n")
