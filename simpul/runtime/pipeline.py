"""From records to records: decode, call the stream's function, encode; pure but for the function's own outcome."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from simpul.contracts import Contract, Contracts, decode_body
from simpul.errors import ContractError, StreamError, ValueRejected
from simpul.events import Event
from simpul.runtime.dead_letters import DeadLetterReason, Rejected, dead_letter_headers
from simpul.runtime.derive import Deriver
from simpul.runtime.messages import (
    Fired,
    Handlers,
    Headers,
    Inbound,
    Kept,
    Outbound,
    Position,
    StatefulProcessor,
    Step,
)
from simpul.state import Buffer, Part, Timers
from simpul.wire import EnvelopeError, FrameError, unframe
from simpul.wire.frame import HEAD_BYTES

log = logging.getLogger(__name__)

Cause = TypeVar("Cause", Inbound[Event], Fired)

TIMER = "timer"  # in the place of an event type, and of a topic in a dead letter


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


@dataclass(slots=True)
class _Bound:
    """A step with its functions and timers for this task."""

    step: Step
    handlers: Handlers
    timers: Timers | None = None


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
    steps: tuple[_Bound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What an application does: its processors, the event types on each input topic, the class of each event type."""

    processors: tuple[Step, ...]
    inputs: Mapping[str, frozenset[str]]
    classes: Mapping[str, type[Event]]
    dead_letter_topic: str


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
        self._deriver = deriver
        self._max_record_bytes = max_record_bytes
        self._state = state
        self._bound = tuple(self._bind(step) for step in steps.processors)
        self._routes: dict[tuple[str, bytes], _Route] = {}

    def answer(self, topic: str, partition: int, record: Record, *, now: datetime) -> Answer:
        """The outputs of a record, or its dead letter; no record raises."""
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
            position = Position(topic, partition, record.offset)
            carried = _Carried(record.key, record.value, record.headers)
            return Answer(event_type, (self._dead_letter(rejected, event_type, position, carried),), rejected.reason)

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
        takers = tuple(bound for bound in self._bound if contract.event_type in bound.step.reads)
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

    def next_timer_ms(self) -> int | None:
        """When the next timer of this task is due; None when there is none."""
        due = [timers.next_ms() for bound in self._bound if (timers := bound.timers) is not None]
        return min((at for at in due if at is not None), default=None)

    def fire(self, partition: int, *, now: datetime, most: int) -> Iterator[Answer]:
        """What the timers lead to that are due, each step's in the order of their time; no timer raises."""
        now_ms = int(now.timestamp() * 1000)
        for bound in self._bound:
            while most > 0 and bound.timers is not None:
                if self._state is not None:
                    self._state.keep_event()
                timer = bound.timers.take(until_ms=now_ms)
                if timer is None:
                    break
                most -= 1
                yield self._fired(bound, Fired(timer, now), partition)

    def _outputs(self, route: _Route, inbound: Inbound[Event]) -> list[Outbound]:
        outputs: list[Outbound] = []
        if self._state is not None:
            self._state.keep_event()
        for bound in route.steps:
            outputs += self._answers(bound.step, bound.handlers.event, inbound, about="")
        return outputs

    def _fired(self, bound: _Bound, fired: Fired, partition: int) -> Answer:
        handle = bound.handlers.timer or _no_function
        try:
            # what an event led to at once and what its timer leads to are told apart by the time
            return Answer(TIMER, self._answers(bound.step, handle, fired, about=f"{fired.timer.at_ms}."))
        except Rejected as rejected:
            if bound.timers is not None:
                bound.timers.cancel(fired.timer.key)  # it came back with what its function wrote
            position = Position(f"{TIMER}:{bound.step.name}", partition, fired.timer.at_ms)
            carried = _Carried(fired.timer.key, fired.timer.payload, fired.headers)
            return Answer(TIMER, (self._dead_letter(rejected, TIMER, position, carried),), rejected.reason)

    def _answers(
        self, step: Step, handle: Callable[[Cause], Iterable[Event | Outbound]], cause: Cause, *, about: str
    ) -> list[Outbound]:
        outputs: list[Outbound] = []
        ordinal = 0
        try:
            for answer in handle(cause):
                if isinstance(answer, Outbound):
                    outputs.append(answer)
                else:
                    ordinal += 1
                    outputs.append(self._deriver.derive(answer, cause=cause, ordinal=f"{about}{ordinal}"))
        except EnvelopeError as problem:
            self._take_back()
            raise Rejected(DeadLetterReason.BAD_HEADER, str(problem)) from None
        except Exception as problem:  # noqa: BLE001  # whatever a stream raises, its event is set aside
            self._take_back()
            # the text of a foreign exception may hold a person's data: the class and the place must do
            detail = f"{type(problem).__name__} in {step.name} at {_place(problem)}"
            raise Rejected(DeadLetterReason.FUNCTION_RAISED, detail) from None
        return outputs

    def _bind(self, step: Step) -> _Bound:
        if not isinstance(step, StatefulProcessor):
            return _Bound(step, Handlers(step.handle))
        if self._state is None:
            raise StreamError(
                f"{step.name} of {self._application} keeps state, and applications.yaml does not say so; add "
                "`state: true` to it and run simpul topics apply"
            )
        timers = Timers(Part(self._state, f"{step.name}/{TIMER}"))
        stores = {name: Part(self._state, f"{step.name}/store/{name}") for name in step.stores}
        return _Bound(step, step.bind(Kept(stores, timers)), timers)

    def _take_back(self) -> None:
        """An event that is set aside leaves nothing in the state, nor in what a function remembers of it."""
        if self._state is not None:
            self._state.undo_event()
            for bound in self._bound:
                fresh = self._bind(bound.step)
                bound.handlers, bound.timers = fresh.handlers, fresh.timers

    def _dead_letter(self, rejected: Rejected, event_type: str, position: Position, carried: _Carried) -> Outbound:
        log.info("dead letter %s: %s at %s", rejected.reason, rejected.detail, position)
        headers = dead_letter_headers(
            carried.headers,
            position=position,
            reason=rejected.reason,
            detail=rejected.detail,
            application=self._application,
        )
        topic = self._steps.dead_letter_topic
        return Outbound(topic, position.partition, carried.key, carried.value, headers, event_type)


def _refuse_unless_utf8(name: str, text: bytes | None) -> None:
    try:
        (text or b"").decode()
    except UnicodeDecodeError:
        raise Rejected(DeadLetterReason.BAD_HEADER, f"header {name} is not UTF-8") from None


def _no_function(_: Fired) -> Iterable[Event | Outbound]:
    raise StreamError("the step sets timers and its `bind` gives no function for them")


def _place(problem: BaseException) -> str:
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "unknown"
