"""From records to records: decode, call the stream's function, encode; pure but for the function's own outcome."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from simpul.contracts import Contract, Contracts, decode_body
from simpul.errors import ContractError, StreamError, ValueRejected
from simpul.events import Event
from simpul.runtime.bound import MESSAGE, STEP, TIMER, Bound, BoundSteps, Repartition
from simpul.runtime.dead_letters import DeadLetterReason, Rejected, dead_letter_headers
from simpul.runtime.derive import Deriver
from simpul.runtime.messages import Answers, Fired, Headers, Inbound, Outbound, Position, Received, Step
from simpul.state import Buffer, Timers
from simpul.wire import FrameError, unframe
from simpul.wire.frame import HEAD_BYTES

log = logging.getLogger(__name__)


class Record(Protocol):
    """What is read of a fetched record; `timestamp` is in milliseconds since 1970 UTC."""

    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class Answer(NamedTuple):
    """What one record led to: outputs, or, where there is a reason, one dead letter in their place."""

    event_type: str
    outputs: Sequence[Outbound]
    dead: DeadLetterReason | None = None


class _Carried(NamedTuple):
    """What a dead letter keeps of a record or of a timer."""

    key: bytes | None
    value: bytes | None
    headers: Headers


@dataclass(frozen=True, slots=True)
class _Route:
    """How the values of one schema are read on one topic, and who answers them.

    `contract` is what the value was written with, `latest` the version that the typed class has.
    """

    event_type: str
    contract: Contract
    latest: Contract
    event_class: type[Event]
    steps: tuple[Bound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What an application does: its processors, the event types on each input topic, the class of each event type."""

    processors: tuple[Step, ...]
    inputs: Mapping[str, frozenset[str]]
    classes: Mapping[str, type[Event]]
    dead_letter_topic: str
    repartition: Repartition | None = None


class Pipeline:
    """Answers the records of one task's inputs, one after the other, in the order of a partition.

    `state` is the task's buffer, which the steps that keep something write to.
    """

    def __init__(
        self,
        application: str,
        *,
        contracts: Contracts,
        steps: Steps,
        deriver: Deriver,
        max_record_bytes: int,
        state: Buffer | None = None,
    ) -> None:
        self._application = application
        self._contracts = contracts
        self._steps = steps
        self._max_record_bytes = max_record_bytes
        self._messages = None if steps.repartition is None else steps.repartition.topic
        self._bound = BoundSteps(
            application, steps=steps.processors, deriver=deriver, state=state, repartition=steps.repartition
        )
        self._routes: dict[tuple[str, bytes], _Route] = {}

    def answer(self, topic: str, partition: int, record: Record, *, now: datetime) -> Answer:
        """The outputs of a record, or its dead letter; no record raises."""
        if topic == self._messages:
            return self._answer_message(topic, partition, record, now=now)
        route: _Route | None = None
        try:
            key, value = self._checked(record)
            route = self._routes.get((topic, value[:HEAD_BYTES])) or self._find_route(topic, value)
            event = self._event(route, value)
            inbound = Inbound(
                event, route.latest, record.headers, key, value, topic, partition, record.offset, record.timestamp, now
            )
            return Answer(route.event_type, self._outputs(route, inbound))
        except Rejected as rejected:
            event_type = route.event_type if route else "unknown"
            return self._set_aside(rejected, event_type, Position(topic, partition, record.offset), _carried(record))

    def _checked(self, record: Record) -> tuple[bytes, bytes]:
        value = record.value
        if value is None:
            raise Rejected(DeadLetterReason.TOMBSTONE, "the record has no value")
        if len(value) > self._max_record_bytes:
            detail = f"value of {len(value)} bytes, the limit is {self._max_record_bytes}"
            raise Rejected(DeadLetterReason.TOO_LARGE, detail)
        key = record.key
        if key is None:
            raise Rejected(DeadLetterReason.MISSING_KEY, "the record has no key")
        # one check for all headers: the separator keeps halves of a character from meeting
        joined = b"\0".join([text or b"" for _, text in record.headers])
        if not joined.isascii():
            for name, text in record.headers:
                _refuse_unless_utf8(name, text)
        return key, value

    def _find_route(self, topic: str, value: bytes) -> _Route:
        try:
            schema_id = unframe(value)
        except FrameError as problem:
            raise Rejected(DeadLetterReason.UNDECODABLE, str(problem)) from None
        try:
            contract = self._contracts.by_id(schema_id)
        except ContractError:
            raise Rejected(DeadLetterReason.UNKNOWN_SCHEMA, f"schema id {schema_id} is not in the registry") from None
        if contract.is_projection or contract.event_type not in self._steps.inputs.get(topic, frozenset()):
            detail = f"{contract.subject} is not carried by topic {topic}"
            raise Rejected(DeadLetterReason.WRONG_EVENT_TYPE, detail)
        takers = self._bound.reading(contract.event_type)
        latest = self._contracts.latest(contract.event_type)
        route = _Route(contract.event_type, contract, latest, self._steps.classes[contract.event_type], takers)
        self._routes[topic, value[:HEAD_BYTES]] = route
        return route

    @staticmethod
    def _event(route: _Route, value: bytes) -> Event:
        try:
            return route.event_class.from_avro(decode_body(route.contract, value, reader=route.latest))
        except ValueRejected as problem:
            raise Rejected(DeadLetterReason.UNDECODABLE, str(problem)) from None

    def _outputs(self, route: _Route, inbound: Inbound[Event]) -> list[Outbound]:
        outputs: list[Outbound] = []
        self._bound.begin()
        for bound in route.steps:
            outputs += self._bound.answers(bound.step, bound.handlers.event, inbound)
        return outputs

    # -- messages of the application to itself

    def _answer_message(self, topic: str, partition: int, record: Record, *, now: datetime) -> Answer:
        position, carried = Position(topic, partition, record.offset), _carried(record)
        self._bound.begin()
        name = dict(record.headers).get(STEP, b"").decode()
        bound = self._bound.named(name)
        try:
            if bound is None:
                detail = f"{self._application} has no step {name!r}; was it renamed while messages to it waited?"
                return self._set_aside(Rejected(DeadLetterReason.WRONG_EVENT_TYPE, detail), MESSAGE, position, carried)
            received = Received(record.key or b"", record.value or b"", record.headers, now)
            outputs = self._bound.answers(bound.step, bound.handlers.message or _no_message_function, received)
            return Answer(MESSAGE, outputs)
        except Rejected as rejected:
            return self._set_aside(rejected, MESSAGE, position, carried)

    # -- timers

    def next_timer_ms(self) -> int | None:
        """When the next timer of this task is due; None when there is none."""
        due = [timers.next_ms() for _, timers in self._bound.timed()]
        return min((at for at in due if at is not None), default=None)

    def fire(self, partition: int, *, now: datetime, most: int, until_ms: int | None = None) -> Iterator[Answer]:
        """What the timers lead to that are due, each step's in the order of their time; no timer raises.

        `until_ms`, if given, leaves those that are due after it.
        """
        now_ms = int(now.timestamp() * 1000)
        until_ms = now_ms if until_ms is None else min(now_ms, until_ms)
        for bound, _ in self._bound.timed():
            while most > 0 and bound.timers is not None:
                self._bound.begin()
                timer = bound.timers.take(until_ms=until_ms)
                if timer is None:
                    break
                most -= 1
                yield self._fired(bound, bound.timers, Fired(timer, now), partition)

    def _fired(self, bound: Bound, timers: Timers, fired: Fired, partition: int) -> Answer:
        handle = bound.handlers.timer or _no_function
        try:
            # what an event led to at once and what its timer leads to are told apart by the time
            outputs = self._bound.answers(bound.step, handle, fired, about=f"{fired.timer.at_ms}.")
            return Answer(TIMER, outputs)
        except Rejected as rejected:
            (bound.timers or timers).cancel(fired.timer.key)  # it came back with what its function wrote
            position = Position(f"{TIMER}:{bound.step.name}", partition, fired.timer.at_ms)
            carried = _Carried(fired.timer.key, fired.timer.payload, fired.headers)
            return self._set_aside(rejected, TIMER, position, carried)

    def _set_aside(self, rejected: Rejected, event_type: str, position: Position, carried: _Carried) -> Answer:
        log.info("dead letter %s: %s at %s", rejected.reason, rejected.detail, position)
        headers = dead_letter_headers(
            carried.headers,
            position=position,
            reason=rejected.reason,
            detail=rejected.detail,
            application=self._application,
        )
        topic = self._steps.dead_letter_topic
        dead = Outbound(topic, position.partition, carried.key, carried.value, headers, event_type)
        return Answer(event_type, (dead,), rejected.reason)


def _carried(record: Record) -> _Carried:
    return _Carried(record.key, record.value, record.headers)


def _refuse_unless_utf8(name: str, text: bytes | None) -> None:
    try:
        (text or b"").decode()
    except UnicodeDecodeError:
        raise Rejected(DeadLetterReason.BAD_HEADER, f"header {name} is not UTF-8") from None


def _no_function(_: Fired) -> Answers:
    raise StreamError("the step sets timers and its `bind` gives no function for them")


def _no_message_function(_: Received) -> Answers:
    raise StreamError("the step sends messages and its `bind` gives no function for them")
