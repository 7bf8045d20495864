"""Who takes part in the joins, and how each is started."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.catalogue import PACKAGE
from benchmarks.contenders import Contender
from benchmarks.java import java_command
from benchmarks.join_streams import CONTENDER, WINDOW_MS, flow, joined_topic
from benchmarks.quix_environment import quix_python
from benchmarks.running import Launch
from simpul.catalogue import Catalogue

Kind = Literal["stream-table", "table-table", "stream-stream"]

ENGINE = Contender(name=CONTENDER, title="Simpul", promise="exactly once", module="benchmarks.join_streams")
FAUST = Contender(
    name="faust",
    title="Faust with a table",
    promise="at least once",
    module="benchmarks.peers.faust_join",
    is_slow=True,
)
QUIX = Contender(
    name="quix-exactly-once", title="Quix Streams", promise="exactly once", module="benchmarks.peers.quix_join"
)
KAFKA_STREAMS = Contender(name="kafka-streams", title="Kafka Streams", promise="exactly once", module="simpul.Join")

CONTENDERS: Mapping[Kind, tuple[Contender, ...]] = {
    "stream-table": (FAUST, QUIX, KAFKA_STREAMS, ENGINE),
    "table-table": (KAFKA_STREAMS, ENGINE),
    "stream-stream": (KAFKA_STREAMS, ENGINE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPlace:
    """Where a contender joins: the kind, the cluster, the two inputs, and a folder with the catalogue's copy."""

    kind: Kind
    bootstrap_servers: str
    left: str
    right: str
    partitions: int
    folder: Path
    catalogue: Catalogue

    @property
    def changelog(self) -> str:
        """The changelog of the contender that fills its table before its turns."""
        return f"changelog.{FAUST.name}.{self.kind}"

    def group(self, contender: Contender, turn: int) -> str:
        """The consumer group of one turn; the engine's is always its application's name."""
        return flow(self.kind) if contender.name == CONTENDER else f"{contender.name}-{self.kind}-{turn}"


def launch_join(contender: Contender, *, place: JoinPlace, turn: int, only_loads: bool = False) -> Launch:
    """How a contender is started for one turn."""
    data_dir = place.folder / f"{contender.name}-{turn}"
    environment = {"PATH": os.defpath}
    if contender.name == CONTENDER:
        environment |= {
            "PYTHONPATH": str(place.folder),
            "SIMPUL_BOOTSTRAP_SERVERS": place.bootstrap_servers,
            "SIMPUL_CATALOGUE": PACKAGE,
            "SIMPUL_DATA_DIR": str(data_dir),
            "SIMPUL_MAX_TASK_IDLE_MS": "60000",  # as Kafka Streams: what is there is waited for, so results are exact
        }
    return Launch(
        name=contender.name,
        command=_command(contender, place=place, turn=turn, data_dir=data_dir) + ["--only-loads"] * only_loads,
        environment=environment,
        log=place.folder / f"{contender.name}-{turn}.log",
    )


def _command(contender: Contender, *, place: JoinPlace, turn: int, data_dir: Path) -> list[str]:
    group, output = place.group(contender, turn), joined_topic(contender.name)
    if contender.name == CONTENDER:
        app = f"{contender.module}:{place.kind.replace('-', '_')}"
        return [sys.executable, "-c", "from simpul.cli import main; main()", "worker", app]
    if contender == KAFKA_STREAMS:
        ways = (place.bootstrap_servers, place.left, place.right, output)
        return java_command(place.kind, *ways, group, str(data_dir), str(WINDOW_MS))
    python = str(quix_python()) if contender == QUIX else sys.executable
    return [
        *(python, "-m", contender.module, "--bootstrap-servers", place.bootstrap_servers),
        *("--left", place.left, "--right", place.right, "--output", output),
        *("--group", group, "--data-dir", str(data_dir)),
        *("--changelog", place.changelog, "--partitions", str(place.partitions)),
    ]
