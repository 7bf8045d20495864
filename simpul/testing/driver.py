"""Runs a stream without Kafka, through the same pipeline as a worker, as Kafka Streams' TopologyTestDriver does."""

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from simpul.catalogue import Catalogue
from simpul.contracts import Contract, Contracts, decode, encode, key_text
from simpul.events import Event
from simpul.runtime.app import App, Plan, pipeline_of, plan_application
from simpul.runtime.bound import TIMER
from simpul.runtime.dead_letters import DeadLetterReason
from simpul.runtime.messages import Headers, Outbound
from simpul.runtime.pipeline import Answer
from simpul.runtime.task import MOST_TIMERS
from simpul.settings import Settings
from simpul.state import Buffer, MemoryStore
from simpul.wire import Envelope, partition_of, read_envelope, write_headers

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Record:
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers


@dataclass(frozen=True, slots=True)
class Emitted:
    """One record the stream has written, decoded."""

    topic: str
    key: str
    contract: Contract
    data: dict[str, object]
    value: bytes
    headers: Headers

    @property
    def envelope(self) -> Envelope:
        """The envelope; a delivered event has none of its own, only the headers that were granted."""
        return read_envelope(self.headers)


@dataclass(frozen=True, slots=True)
class SetAside:
    """One record that became a dead letter."""

    topic: str
    reason: DeadLetterReason
    detail: str
    value: bytes | None


class _Task:
    """One task as in a worker, whose state is in memory and committed after each event."""

    def __init__(self, name: str, plan: Plan) -> None:
        self._store = MemoryStore()
        self._buffer = Buffer(self._store) if plan.changelog_topic else None
        self._pipeline = pipeline_of(name, plan, state=self._buffer)

    def answer(self, topic: str, partition: int, record: _Record, *, now: datetime) -> Answer:
        answer = self._pipeline.answer(topic, partition, record, now=now)
        self._commit()
        return answer

    def next_timer_ms(self) -> int | None:
        return self._pipeline.next_timer_ms()

    def fire(self, partition: int, *, now: datetime) -> list[Answer]:
        answers = list(self._pipeline.fire(partition, now=now, most=MOST_TIMERS))
        self._commit()
        return answers

    def entries(self) -> list[tuple[bytes, bytes]]:
        return list(self._store.scan(b"", b"\xff" * 8))

    def _commit(self) -> None:
        if self._buffer is not None:
            self._store.apply(self._buffer.changes)
            self._buffer.clear()


class Driver:
    """Feeds an application event by event; what it answers is returned and kept in `dead_letters`."""

    def __init__(self, app: App, *, settings: Settings, at: datetime = START, plan: Plan | None = None) -> None:
        """`plan` spares reading contracts and catalogue again; it is that of another Driver of the same application."""
        self._settings = settings
        self.plan = plan or plan_application(app.name, app.build, settings)
        self._name = app.name
        self._tasks: dict[tuple[int, int], _Task] = {}
        self._offsets: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._messages: deque[Outbound] = deque()
        self._published = 0
        self.now = at
        self.dead_letters: list[SetAside] = []

    @property
    def contracts(self) -> Contracts:
        """The contracts that the application runs with."""
        return self.plan.contracts

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that the application runs with."""
        return self.plan.catalogue

    def stores(self) -> list[list[tuple[bytes, bytes]]]:
        """What each task keeps, as it stands in its store."""
        return [task.entries() for task in self._tasks.values()]

    @property
    def records(self) -> int:
        """How many records it has answered, the messages between tasks among them."""
        return sum(self._offsets.values())

    def advance(self, by: timedelta) -> list[Emitted]:
        """Move the bus clock forward, stopping wherever a timer is due; what the timers lead to."""
        until = self.now + by
        emitted: list[Emitted] = []
        while (due := self.next_timer()) is not None and due <= until:
            self.now = max(self.now, due)
            for (_, partition), task in sorted(self._tasks.items()):
                for answer in task.fire(partition, now=self.now):
                    emitted += self._collected(TIMER, answer)
        self.now = until
        return emitted

    def publish(self, event: Event, *, envelope: Envelope | None = None, event_id: str | None = None) -> list[Emitted]:
        """Feed one event as its producer would publish it now, and give what the stream answers."""
        contract = self.contracts.version(event.event_type, event.schema_version)
        data = event.__dict__
        self._published += 1
        envelope = envelope or Envelope(
            event_id=event_id or str(UUID(int=self._published)),
            event_type=event.event_type,
            source_system=0,
            producer_opd=contract.owner,
            occurred_at=self.now,
            registered_at=self.now,
            purpose=(),
            legal_basis="PUBLIC_TASK",
            synthetic=True,
        )
        key = key_text(contract, data)
        headers = write_headers(envelope, subject=key)
        topic = self.catalogue.topic_of(event.event_type)
        return self.feed(topic.name, key=key.encode(), value=encode(contract, data), headers=headers)

    def feed(self, topic: str, *, key: bytes | None, value: bytes | None, headers: Headers) -> list[Emitted]:
        """Feed one record as it is, well-formed or not."""
        partition = partition_of(key, self.plan.partitions[topic]) if key is not None else 0
        offset = self._offsets[topic, partition]
        self._offsets[topic, partition] += 1
        record = _Record(offset, int(self.now.timestamp() * 1000), key, value, headers)
        answer = self._task_of(topic, partition).answer(topic, partition, record, now=self.now)
        return self._collected(topic, answer)

    def _collected(self, topic: str, answer: Answer) -> list[Emitted]:
        """What an answer writes, and what its messages lead to: one event is one instant, also over several tasks."""
        emitted = self._written(topic, answer)
        while self._messages:
            sent = self._messages.popleft()
            offset = self._offsets[sent.topic, sent.partition]
            self._offsets[sent.topic, sent.partition] += 1
            record = _Record(offset, int(self.now.timestamp() * 1000), sent.key, sent.value, sent.headers)
            task = self._task_of(sent.topic, sent.partition)
            emitted += self._written(sent.topic, task.answer(sent.topic, sent.partition, record, now=self.now))
        return emitted

    def _written(self, topic: str, answer: Answer) -> list[Emitted]:
        if answer.dead is None:
            repartition = self.plan.repartition
            between = None if repartition is None else repartition.topic
            self._messages += [out for out in answer.outputs if out.topic == between]
            return [self._emitted(out) for out in answer.outputs if out.topic != between]
        [dead] = answer.outputs
        detail = dict(dead.headers)["simpul_dead_detail"].decode()
        self.dead_letters.append(SetAside(topic, answer.dead, detail, dead.value))
        return []

    def next_timer(self) -> datetime | None:
        """When the next timer is due; None when there is none."""
        due = [at for task in self._tasks.values() if (at := task.next_timer_ms()) is not None]
        return datetime.fromtimestamp(min(due) / 1000, UTC) if due else None

    def _task_of(self, topic: str, partition: int) -> "_Task":
        place = (self.plan.partitions[topic], partition)
        if place not in self._tasks:
            self._tasks[place] = _Task(self._name, self.plan)
        return self._tasks[place]

    def _emitted(self, out: Outbound) -> Emitted:
        value = out.value or b""
        contract, data = decode(self.contracts, value)
        key = (out.key or b"").decode()
        return Emitted(out.topic, key, contract, data, value, out.headers)
