"""An adapter whose source is the numbers up to a given one, as a process of its own: `... SERVERS FOLDER NUMBERS`."""

import asyncio
import struct
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr

from simpul.adapters import Batch, Emission, Setup, run_adapter, set_up
from simpul.contracts import typed_class
from simpul.settings import Settings
from simpul.state import Store

ADAPTER = "dukcapil-deaths"
EVENT_TYPE = "DeathRegistered"
SYSTEM = 1
AT = datetime(2026, 7, 6, 2, tzinfo=UTC)
BATCH = 50
PACE_S = 0.01  # so that kills land between batches as well as in them

_NUMBER = struct.Struct(">Q")
_NEXT = b"next"


class Numbers:
    """Says each number once, in order, and remembers which is next."""

    def __init__(self, setup: Setup) -> None:
        self._end = int(setup.origin)
        contract = setup.contracts.latest(EVENT_TYPE)
        self._event = typed_class(setup.settings.contracts, contract).from_avro(contract.example)

    async def batches(self, memory: Store) -> AsyncIterator[Batch]:
        while True:
            start = _NUMBER.unpack(memory.get(_NEXT) or bytes(_NUMBER.size))[0]
            stop = min(start + BATCH, self._end)
            if start >= self._end:
                return
            memory.put(_NEXT, _NUMBER.pack(stop))
            yield Batch(emissions=[self._emission(number) for number in range(start, stop)], rows=stop - start)
            await asyncio.sleep(PACE_S)

    def _emission(self, number: int) -> Emission:
        person = {"person_tok": f"t1.{number:032x}"}
        return Emission(
            system=SYSTEM,
            event=self._event.model_copy(update=person),
            event_id=UUID(int=number),
            occurred_at=AT,
            registered_at=AT,
        )


source = Numbers


def setup_of(servers: str, folder: Path, *, numbers: int) -> Setup:
    """The adapter of the catalogue, with these numbers as its source."""
    settings = Settings(
        bootstrap_servers=servers, data_dir=folder, transaction_timeout_ms=5_000, origin=SecretStr(str(numbers))
    )
    setup = set_up(settings, name=ADAPTER)
    return replace(setup, adapter=setup.adapter.model_copy(update={"module": __name__}), once=True, synthetic=True)


if __name__ == "__main__":
    published = run_adapter(setup_of(sys.argv[1], Path(sys.argv[2]), numbers=int(sys.argv[3])))
    sys.stdout.write(f"{published.rows} {published.events}\n")
