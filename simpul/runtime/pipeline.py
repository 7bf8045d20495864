"""From records to records: decode, call the stream's function, encode; pure but for the function's own outcome."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from simpul.contracts import Contract, Contracts, decode_body
from simpul.errors import ContractError, StreamError, ValueRejected
from simpul.events import Event
from simpul.runtime.dead_letters import DeadLetterReason, Rejected, dead_letter_headers
from simpul.runtime.derive import Deriver
from simpul.runtime.messages import Handler, Headers, Inbound, Outbound, Position, StatefulProcessor, Step
from simpul.state import Buffer, Part
from simpul.wire import EnvelopeError, FrameError, unframe
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


@dataclass(slots=True)
class _Bound:
    """A step with its function for this task."""

    step: Step
    handle: Handler


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
        self._bound = tuple(_Bound(step, self._handler(step)) for step in steps.processors)
        self._routes: dict[tuple[str, bytes], _Route] = {}

    def answer(self, topic: str, partition: int, record: Record, *, now: datetime) -> Answer:
        """The outputs of a record, or its dead letter; no record raises."""
        route: _Route | None = None
        try:
            key, value = self._checked(record)
            route = self._routes.get((topic, value[:HEAD_BYTES])) or self._find_route(topic, value)
            event = self._event(route, value)
            inbound = Inbound(
                event, route.latest, record.headers, key, topic, partition, record.offset, record.timestamp, now
            )
            return Answer(route.event_type, self._outputs(route, inbound))
        except Rejected as rejected:
            event_type = route.event_type if route else "unknown"
            position = Position(topic, partition, record.offset)
            return Answer(event_type, (self._dead_letter(rejected, event_type, position, record),), rejected.reason)

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

    def _outputs(self, route: _Route, inbound: Inbound[Event]) -> list[Outbound]:
        outputs: list[Outbound] = []
        if self._state is not None:
            self._state.keep_event()
        for bound in route.steps:
            ordinal = 0
            try:
                for answer in bound.handle(inbound):
                    if isinstance(answer, Outbound):
                        outputs.append(answer)
                    else:
                        ordinal += 1
                        outputs.append(self._deriver.derive(answer, inbound=inbound, ordinal=ordinal))
            except EnvelopeError as problem:
                self._take_back()
                raise Rejected(DeadLetterReason.BAD_HEADER, str(problem)) from None
            except Exception as problem:  # noqa: BLE001  # whatever a stream raises, its event is set aside
                # the text of a foreign exception may hold a person's data: the class and the place must do
                detail = f"{type(problem).__name__} in {bound.step.name} at {_place(problem)}"
                self._take_back()
                raise Rejected(DeadLetterReason.FUNCTION_RAISED, detail) from None
        return outputs

    def _handler(self, step: Step) -> Handler:
        if not isinstance(step, StatefulProcessor):
            return step.handle
        if self._state is None:
            raise StreamError(
                f"{step.name} of {self._application} keeps state, and applications.yaml does not say so; add "
                "`state: true` to it and run simpul topics apply"
            )
        return step.bind({name: Part(self._state, f"{step.name}/{name}") for name in step.stores})

    def _take_back(self) -> None:
        """An event that is set aside leaves nothing in the state, nor in what a function remembers of it."""
        if self._state is not None:
            self._state.undo_event()
            for bound in self._bound:
                bound.handle = self._handler(bound.step)

    def _dead_letter(self, rejected: Rejected, event_type: str, position: Position, record: Record) -> Outbound:
        log.info("dead letter %s: %s at %s", rejected.reason, rejected.detail, position)
        headers = dead_letter_headers(
            record.headers,
            position=position,
            reason=rejected.reason,
            detail=rejected.detail,
            application=self._application,
        )
        topic = self._steps.dead_letter_topic
        return Outbound(topic, position.partition, record.key, record.value, headers, event_type)


def _refuse_unless_utf8(name: str, text: bytes | None) -> None:
    try:
        (text or b"").decode()
    except UnicodeDecodeError:
        raise Rejected(DeadLetterReason.BAD_HEADER, f"header {name} is not UTF-8") from None


def _place(problem: BaseException) -> str:
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "unknown"
