"""What a day needs to run on: Kafka, databases, the catalogue's topics, processes; put up, and taken down again."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from producers.demo.databases import start_databases, stop_databases
from producers.demo.kept import Leftover, add_leftover, forget_leftover, read_leftover, write_leftover
from producers.demo.talk import Talk
from producers.demo.workers import DEATHS, DISTRIBUTION, NADINE, PRIORITY, Process, Program, finish, start, stop
from simpul import local
from simpul.catalogue import Catalogue, load_catalogue
from simpul.catalogue.cluster import apply_actions, read_cluster
from simpul.catalogue.plan import Verb, diff, specify
from simpul.contracts import Contracts, load_contracts
from simpul.errors import ClusterError
from simpul.settings import PREFIX, Settings, read_settings

# The demo's data are invented, so its key may be known; a real one is taken from the environment.
TEST_KEY = "simpul-test-key"
STAYING = (DISTRIBUTION, PRIORITY, NADINE)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A bus that is up.

    Attributes:
        settings: of every process of the demo.
        contracts: of these settings.
        catalogue: of these settings.
        before: what an earlier run has left on purpose.
        origins: what an adapter reads, by its name: the address of a database, or a folder.
        processes: those that stay: the workers, Nadine's adapter (and the registry view, where it was asked for).
        started: those of them that this run has started.
        kafka: whether this run has started Kafka.
    """

    settings: Settings
    contracts: Contracts
    catalogue: Catalogue
    before: Leftover
    origins: Mapping[str, str] = field(default_factory=dict)
    processes: tuple[Process, ...] = ()
    started: tuple[Process, ...] = ()
    kafka: bool = False

    @property
    def folder(self) -> Path:
        """Where the demo keeps logs and what is running."""
        return demo_folder(self.settings)


def put_up(*, bootstrap_servers: str | None, programs: Sequence[Program] = STAYING, keep: bool, talk: Talk) -> Stage:
    """The stage, with everything that was not up before started; `wait_until_ready` waits for its processes.

    Args:
        bootstrap_servers: a Kafka to use; by default the local one of the data folder.
        programs: what must run.
        keep: leave it running when the demo ends.
        talk: says each step.

    Raises:
        SimpulError: something does not come up; what was started is stopped again.
    """
    settings = demo_settings()
    contracts = load_contracts(settings.contracts)
    catalogue = load_catalogue(settings.catalogue, contracts=contracts)
    before = _left_on_purpose(demo_folder(settings))
    stage = Stage(settings=settings, contracts=contracts, catalogue=catalogue, before=before)
    try:
        stage = _with_kafka(stage, bootstrap_servers=bootstrap_servers, talk=talk)
        stage = _with_origins(stage, talk=talk)
        _apply_topics(stage, talk=talk)
        stage = _with_processes(stage, programs=programs, keep=keep)
    except BaseException:
        take_down(stage)
        raise
    return stage


def take_down(stage: Stage) -> None:
    """Stop what `put_up` has started, and nothing else."""
    stop(stage.started)
    if not stage.before.keep:
        stop_databases(stage.folder)
    if stage.kafka:
        local.stop(kafka_folder(stage.settings))
    if stage.before.processes:
        write_leftover(stage.before, folder=stage.folder)
    else:
        forget_leftover(folder=stage.folder)


def end_kept() -> int:
    """Stop what `make up` has left running; how many processes, servers included."""
    settings = demo_settings()
    left = read_leftover(folder=demo_folder(settings))
    stop(left.processes)
    databases = stop_databases(demo_folder(settings))
    brokers = local.stop(kafka_folder(settings)) if left.kafka else 0
    forget_leftover(folder=demo_folder(settings))
    return len(left.processes) + databases + brokers


@contextmanager
def at_work(stage: Stage, program: Program) -> Iterator[None]:
    """A program that ends by itself, beside what is done meanwhile; at the end it has ended.

    Raises:
        StreamError: it failed, or takes too long.
    """
    process = start(program, settings=_environment(stage, program), folder=stage.folder)
    try:
        add_leftover(process, folder=stage.folder)
        yield
        finish(process)
    finally:
        stop([process])


def demo_settings() -> Settings:
    """The settings of the environment, with a key for the invented people of the demo unless one is set."""
    return read_settings({PREFIX + "TOKEN_KEY": TEST_KEY} | dict(os.environ))


def demo_folder(settings: Settings) -> Path:
    """Where the demo keeps its logs."""
    return settings.data_dir / "demo"


def kafka_folder(settings: Settings) -> Path:
    """Where the local Kafka lives, the same as for `simpul up`."""
    return settings.data_dir / "kafka"


def _left_on_purpose(folder: Path) -> Leftover:
    left = read_leftover(folder=folder)
    if left.keep and left.processes:
        return left
    stop(left.processes)  # of a run that was killed
    stop_databases(folder)
    return Leftover(kafka=left.kafka)


def _with_kafka(stage: Stage, *, bootstrap_servers: str | None, talk: Talk) -> Stage:
    if bootstrap_servers is not None:
        talk.say(f"Kafka is taken as given at {bootstrap_servers}")
        return replace(stage, settings=_at(stage.settings, bootstrap_servers))
    running = local.start(kafka_folder(stage.settings), progress=talk.fetching("Kafka"))
    talk.say(f"Kafka {'was up' if running.was_up else 'is up'} at {running.bootstrap_servers}")
    # One that was left by a run that was killed is as much the demo's own as one that it starts.
    own = not running.was_up or (stage.before.kafka and not stage.before.keep)
    return replace(stage, settings=_at(stage.settings, running.bootstrap_servers), kafka=own)


def _at(settings: Settings, bootstrap_servers: str) -> Settings:
    return settings.model_copy(update={"bootstrap_servers": bootstrap_servers, "data_dir": settings.data_dir.resolve()})


def _with_origins(stage: Stage, *, talk: Talk) -> Stage:
    databases = start_databases(stage.folder, talk=talk)
    return replace(stage, origins={**databases, DEATHS.name: str(stage.folder / "exports")})


def _apply_topics(stage: Stage, *, talk: Talk) -> None:
    settings = stage.settings
    live = read_cluster(settings.bootstrap_servers)
    declared = specify(
        stage.catalogue.topics,
        replication_factor=live.replication_factor,
        max_record_bytes=settings.max_record_bytes,
    )
    actions = diff(declared, live.topics)
    for action in actions:
        if action.verb is Verb.REFUSE:
            raise ClusterError(f"topic {action.topic} is not as the catalogue says: {action.reason}")
    apply_actions(settings.bootstrap_servers, actions)
    created = sum(action.verb is Verb.CREATE for action in actions)
    talk.say(f"{len(declared)} topics are as the catalogue says, {created} of them new")


def _with_processes(stage: Stage, *, programs: Sequence[Program], keep: bool) -> Stage:
    before = stage.before
    there = {process.program.name for process in before.processes}
    started = tuple(
        start(program, settings=_environment(stage, program), folder=stage.folder)
        for program in programs
        if program.name not in there
    )
    processes = (*before.processes, *started)
    leftover = Leftover(processes=processes, kafka=stage.kafka or before.kafka, keep=keep or before.keep)
    write_leftover(leftover, folder=stage.folder)
    return replace(stage, processes=processes, started=started)


def _environment(stage: Stage, program: Program) -> dict[str, str]:
    settings, key = stage.settings, stage.settings.token_key
    origin = stage.origins.get(program.arguments[1])
    return {
        PREFIX + "BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        PREFIX + "DATA_DIR": str(settings.data_dir),
        PREFIX + "TOKEN_KEY": key.get_secret_value() if key is not None else TEST_KEY,
        PREFIX + "METRICS_PORT": "0",
        **({} if origin is None else {PREFIX + "ORIGIN": origin}),
    }
