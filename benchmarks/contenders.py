"""Who takes part, and how each is started."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.catalogue import PACKAGE
from benchmarks.quix_environment import quix_python
from benchmarks.routing import FLOW
from benchmarks.running import Launch
from benchmarks.streams_route import CONTENDER

QUIX = "benchmarks.peers.quix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One way to do the work; a slow one may stop before the last event."""

    name: str
    title: str
    promise: Literal["exactly once", "at least once"]
    module: str
    is_slow: bool = False
    options: tuple[str, ...] = ()

    def group(self, turn: int) -> str:
        """The consumer group of one turn; the engine's is always its application's name."""
        return FLOW if self.name == CONTENDER else f"{self.name}-{turn}"


ENGINE = Contender(name=CONTENDER, title="Simpul", promise="exactly once", module="benchmarks.streams_route")

CONTENDERS = (
    Contender(
        name="faust",
        title="Faust agent",
        promise="at least once",
        module="benchmarks.peers.faust_agent",
        is_slow=True,
    ),
    Contender(
        name="aiokafka-naive",
        title="aiokafka, naive",
        promise="at least once",
        module="benchmarks.peers.aiokafka_naive",
    ),
    Contender(
        name="aiokafka-batched",
        title="aiokafka, batched",
        promise="at least once",
        module="benchmarks.peers.aiokafka_batched",
    ),
    Contender(
        name="faststream",
        title="FastStream, batched",
        promise="at least once",
        module="benchmarks.peers.faststream_batch",
    ),
    Contender(
        name="quix-at-least-once",
        title="Quix Streams",
        promise="at least once",
        module=QUIX,
        options=("--guarantee", "at-least-once"),
    ),
    Contender(
        name="quix-exactly-once",
        title="Quix Streams",
        promise="exactly once",
        module=QUIX,
        options=("--guarantee", "exactly-once"),
    ),
    ENGINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a contender works: the cluster, the input topic, and a folder that also holds the catalogue's copy."""

    bootstrap_servers: str
    source: str
    folder: Path


def command(contender: Contender, *, place: Place, turn: int) -> list[str]:
    """The command line of a contender's process."""
    if contender.name == CONTENDER:
        return [sys.executable, "-c", "from simpul.cli import main; main()", "worker", f"{contender.module}:app"]
    python = str(quix_python()) if contender.module == QUIX else sys.executable
    return [
        *(python, "-m", contender.module, *contender.options),
        *("--bootstrap-servers", place.bootstrap_servers, "--source", place.source),
        *("--group", contender.group(turn), "--contender", contender.name),
        *("--data-dir", str(place.folder / f"{contender.name}-{turn}")),
    ]


def environment(contender: Contender, *, place: Place) -> Mapping[str, str]:
    """What a contender finds in its environment; the engine is told everything there."""
    if contender.name != CONTENDER:
        return {"PATH": os.defpath}
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(place.folder),
        "SIMPUL_BOOTSTRAP_SERVERS": place.bootstrap_servers,
        "SIMPUL_CATALOGUE": PACKAGE,
        "SIMPUL_DATA_DIR": str(place.folder / CONTENDER),
    }


def launch(contender: Contender, *, place: Place, turn: int) -> Launch:
    """How a contender is started for one turn."""
    return Launch(
        name=contender.name,
        command=command(contender, place=place, turn=turn),
        environment=environment(contender, place=place),
        log=place.folder / f"{contender.name}-{turn}.log",
    )
