"""The steps of an application made ready for one task: their functions, their timers, and what they answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from simpul.errors import StreamError
from simpul.events import Event
from simpul.runtime.dead_letters import DeadLetterReason, Rejected
from simpul.runtime.derive import Deriver
from simpul.runtime.messages import (
    Answers,
    Derived,
    Fired,
    Handlers,
    Inbound,
    Kept,
    Outbound,
    Received,
    Sent,
    StatefulProcessor,
    Step,
)
from simpul.state import Buffer, Part, Timers
from simpul.wire import EnvelopeError, partition_of

Cause = TypeVar("Cause", Inbound[Event], Fired, Received)

TIMER = "timer"  # in the place of an event type, and of a topic in a dead letter
MESSAGE = "message"  # likewise
STEP = "simpul_step"  # the header of a message that names its step

# What a message keeps of the event that led to it: what its answers inherit.
_CARRIED = ("ce_id", "ce_correlationid", "ce_purpose", "ce_legalbasis", "ce_synthetic", "ce_regioncode", "traceparent")


class Repartition(NamedTuple):
    """The topic by which the tasks of an application reach each other."""

    topic: str
    partitions: int


@dataclass(slots=True)
class Bound:
    """A step with its functions and timers for this task."""

    step: Step
    handlers: Handlers
    timers: Timers | None = None


class BoundSteps:
    """Calls the steps' functions; one that raises leaves nothing in the state, nor in what it remembers of it."""

    def __init__(
        self,
        application: str,
        *,
        steps: Sequence[Step],
        deriver: Deriver,
        state: Buffer | None,
        repartition: Repartition | None,
    ) -> None:
        self._application = application
        self._deriver = deriver
        self._state = state
        self._repartition = repartition
        self._all = tuple(self._bind(step) for step in steps)
        self._named = {bound.step.name: bound for bound in self._all}

    def reading(self, event_type: str) -> tuple[Bound, ...]:
        """The steps that read an event type."""
        return tuple(bound for bound in self._all if event_type in bound.step.reads)

    def named(self, name: str) -> Bound | None:
        """The step of this name."""
        return self._named.get(name)

    def timed(self) -> Iterator[tuple[Bound, Timers]]:
        """The steps that may have timers."""
        return ((bound, bound.timers) for bound in self._all if bound.timers is not None)

    def begin(self) -> None:
        """What was written so far stays, whatever comes of the next event."""
        if self._state is not None:
            self._state.keep_event()

    def answers(
        self, step: Step, handle: Callable[[Cause], Answers], cause: Cause, *, about: str = ""
    ) -> list[Outbound]:
        """The records of what a function answers; `about` sets the ids of its events apart from others of the cause.

        Raises:
            Rejected: the function raised; its writes are taken back.
        """
        outputs: list[Outbound] = []
        ordinal = 0
        try:
            for answer in handle(cause):
                if isinstance(answer, Outbound):
                    outputs.append(answer)
                elif isinstance(answer, Sent):
                    outputs.append(self._message(step, answer, cause))
                elif isinstance(answer, Derived):
                    outputs.append(self._deriver.identified(answer, cause=cause))
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

    def _message(self, step: Step, sent: Sent, cause: Inbound[Event] | Fired | Received) -> Outbound:
        if self._repartition is None or not isinstance(step, StatefulProcessor) or not step.rekeys:
            raise StreamError(f"{step.name} sends messages and is not declared with rekeys=True")
        given: Mapping[str, bytes] = dict(cause.headers)
        headers = [(STEP, step.name.encode()), *((name, given[name]) for name in _CARRIED if name in given)]
        topic, partitions = self._repartition
        return Outbound(topic, partition_of(sent.place, partitions), sent.place, sent.value, headers, MESSAGE)

    def _bind(self, step: Step) -> Bound:
        if not isinstance(step, StatefulProcessor):
            return Bound(step, Handlers(step.handle))
        if self._state is None:
            raise StreamError(
                f"{step.name} of {self._application} keeps state, and applications.yaml does not say so; add "
                "`state: true` to it and run simpul topics apply"
            )
        timers = Timers(Part(self._state, f"{step.name}/{TIMER}"))
        stores = {name: Part(self._state, f"{step.name}/store/{name}") for name in step.stores}
        return Bound(step, step.bind(Kept(stores, timers)), timers)

    def _take_back(self) -> None:
        if self._state is not None:
            self._state.undo_event()
            for bound in self._all:
                fresh = self._bind(bound.step)
                bound.handlers, bound.timers = fresh.handlers, fresh.timers


def _place(problem: BaseException) -> str:
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "unknown"
