"""The application of a stream: a `faust.App` whose events go through exactly-once tasks."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import faust
from aiokafka import TopicPartition
from faust.streams import Stream
from faust.types import StreamT
from yarl import URL

from simpul.catalogue import Catalogue, Topic, load_catalogue
from simpul.contracts import Contracts, load_contracts, typed_class
from simpul.errors import StreamError
from simpul.metrics import Metrics
from simpul.runtime.bound import Repartition
from simpul.runtime.derive import Deriver
from simpul.runtime.inputs import Chunk
from simpul.runtime.measure import TaskMeasure
from simpul.runtime.messages import Build, Context, StatefulProcessor, Step
from simpul.runtime.ownership import Ownership
from simpul.runtime.pipeline import Pipeline, Steps
from simpul.runtime.task import Limits, Task
from simpul.runtime.task_state import TaskState
from simpul.runtime.transaction import Writer
from simpul.runtime.transport import Transport
from simpul.settings import Settings
from simpul.state import Buffer, Identity, WorkerFolder
from simpul.tokens import tokens_from

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything an application needs to run, worked out from its declaration before anything connects."""

    settings: Settings
    contracts: Contracts
    catalogue: Catalogue
    processors: tuple[Step, ...]
    inputs: Mapping[str, frozenset[str]]  # topic -> event types it carries
    partitions: Mapping[str, int]  # topic -> partition count
    dead_letter_topic: str
    changelog_topic: str | None = None  # of an application with state
    repartition: Repartition | None = None  # of one whose steps send messages
    metrics: Metrics = field(default_factory=Metrics)


def plan_application(name: str, build: Build, settings: Settings) -> Plan:
    """The plan of an application by the contracts and the catalogue of these settings.

    Raises:
        SimpulError: a contract, topic or setting that the application needs is missing.
    """
    contracts = load_contracts(settings.contracts)
    catalogue = load_catalogue(settings.catalogue, contracts=contracts)
    tokens = tokens_from(settings) if settings.token_key is not None else None
    processors = tuple(build(Context(contracts=contracts, catalogue=catalogue, tokens=tokens)))
    if not processors:
        raise StreamError(f"application {name} has no processor: nothing would be read; see its build function")
    read = {event_type for step in processors for event_type in step.reads}
    topics = {catalogue.topic_of(event_type).name: catalogue.topic_of(event_type) for event_type in sorted(read)}
    changelog = catalogue.changelog_topic(name)
    if changelog is not None:
        _check_co_partitioned(name, [*topics.values(), changelog])
    repartition = _repartition(name, catalogue, processors)
    partitions = {topic: declared.partitions for topic, declared in topics.items()}
    return Plan(
        settings=settings,
        contracts=contracts,
        catalogue=catalogue,
        processors=processors,
        inputs={topic: frozenset(declared.event_types) for topic, declared in topics.items()},
        partitions=partitions if repartition is None else {**partitions, repartition.topic: repartition.partitions},
        dead_letter_topic=catalogue.dead_letter_topic(name).name,
        changelog_topic=None if changelog is None else changelog.name,
        repartition=repartition,
    )


def _repartition(name: str, catalogue: Catalogue, processors: Sequence[Step]) -> Repartition | None:
    topic = catalogue.repartition_topic(name)
    if topic is None or not any(isinstance(step, StatefulProcessor) and step.rekeys for step in processors):
        return None
    return Repartition(topic.name, topic.partitions)


def _check_co_partitioned(name: str, topics: Sequence[Topic]) -> None:
    """Refuse state over topics of different partition counts: equal keys would meet different state."""
    counts = {topic.name: topic.partitions for topic in topics}
    if len(set(counts.values())) > 1:
        listed = ", ".join(f"{topic} {partitions}" for topic, partitions in sorted(counts.items()))
        raise StreamError(
            f"application {name} keeps state and reads topics of different partition counts ({listed}): the same key "
            "would be in several tasks; declare them with equal counts, see docs/catalogue.md"
        )


def pipeline_of(name: str, plan: Plan, *, state: Buffer | None = None) -> Pipeline:
    """The pipeline of one task of an application, in a worker or in the Driver."""
    carried = {event_type for event_types in plan.inputs.values() for event_type in event_types}
    classes = {
        event_type: typed_class(plan.settings.contracts, plan.contracts.latest(event_type)) for event_type in carried
    }
    return Pipeline(
        name,
        contracts=plan.contracts,
        steps=Steps(
            processors=plan.processors,
            inputs=plan.inputs,
            classes=classes,
            dead_letter_topic=plan.dead_letter_topic,
            repartition=plan.repartition,
        ),
        deriver=Deriver(name, contracts=plan.contracts, catalogue=plan.catalogue),
        max_record_bytes=plan.settings.max_record_bytes,
        state=state,
    )


class App(faust.App):
    """A stream application: its name, and the function that builds its processors when a worker starts.

    Making one reads nothing and connects to nothing; `bind` gives it settings, and `simpul worker` runs it.
    """

    plan: Plan
    ownership: Ownership
    cluster_id: str  # set before the first task is made
    clock: Callable[[], float] = staticmethod(time.time)  # the bus clock, seconds since 1970 UTC
    fail: Callable[[BaseException], None]

    def __init__(self, name: str, *, build: Build) -> None:
        super().__init__(
            name,
            autodiscover=False,
            key_serializer="raw",
            value_serializer="raw",
            store=URL("memory://"),
            topic_disable_leader=True,
            topic_allow_declare=False,
            web_enabled=False,
            stream_wait_empty=False,
            stream_buffer_maxsize=4,
            consumer_auto_offset_reset="earliest",
            table_standby_replicas=1,  # without a table, this only chooses Faust's own assignor
            worker_redirect_stdouts=False,
        )
        self.name = name
        self.build = build

    def bind(self, settings: Settings, *, on_failure: Callable[[BaseException], None]) -> Plan:
        """Plan the application and give Faust its settings; `on_failure` ends the process."""
        self.plan = plan = plan_application(self.name, self.build, settings)
        self.fail = on_failure
        session = settings.session_timeout_ms / 1000
        self.conf.broker = [URL(f"kafka://{broker}") for broker in settings.bootstrap_servers.split(",")]
        self.conf.datadir = settings.data_dir / "faust" / self.name  # Faust makes it; nothing of ours is in it
        self.conf.broker_session_timeout = session
        self.conf.broker_heartbeat_interval = session / 4
        self.conf.broker_rebalance_timeout = max(15.0, session)
        self.conf.broker_max_poll_records = 2_000
        self.transport = Transport(self.conf.broker_consumer, self)
        self.ownership = Ownership(partitions=plan.partitions, make_task=self._make_task)
        source = self.topic(*sorted(plan.partitions), key_type=bytes, value_type=None, acks=False)
        self.agent(source, name=f"{self.name}.dispatch")(self._dispatch)
        return plan

    async def _dispatch(self, stream: StreamT[Chunk]) -> None:
        async for event in cast("Stream[Chunk]", stream).noack().events():
            try:
                await self.ownership.put(event.value)
            except StreamError as hole:
                self.fail(hole)
                return

    def _make_task(self, partition: int, count: int) -> Task:
        settings = self.plan.settings
        name = f"{partition}of{count}"
        state = self._open_state(name, partition)
        return Task(
            pipeline=pipeline_of(self.name, self.plan, state=None if state is None else state.buffer),
            state=state,
            writer=Writer(
                bootstrap_servers=settings.bootstrap_servers,
                group=self.conf.id,
                transactional_id=f"{self.name}-{name}",
                timeout_ms=settings.transaction_timeout_ms,
            ),
            measure=TaskMeasure(self.plan.metrics, self.name, name),
            limits=Limits(
                commit_interval_s=settings.commit_interval_ms / 1000,
                dead_letter_share=settings.dead_letter_share,
                dead_letter_window=settings.dead_letter_window,
                max_idle_s=settings.max_task_idle_ms / 1000,
                clock=self.clock,
                transaction_s=settings.transaction_timeout_ms / 1000 / 5,
            ),
            on_failure=self.fail,
        )

    def _open_state(self, name: str, partition: int) -> TaskState | None:
        if self.plan.changelog_topic is None:
            return None
        return TaskState(
            self._state_folder.path / name,
            changelog=TopicPartition(self.plan.changelog_topic, partition),
            identity=Identity(self.name, name, self.cluster_id),
        )

    @cached_property
    def _state_folder(self) -> WorkerFolder:
        return WorkerFolder(self.plan.settings.data_dir / "state" / self.name)
