"""Joins as steps of a stream: typed events in, pairs of typed events to the author's function."""

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from simpul.contracts import Contracts, decode_body
from simpul.errors import StreamError
from simpul.events import Event
from simpul.joins import (
    ForeignKeyLeft,
    ForeignKeyRight,
    Joined,
    Kind,
    Record,
    Side,
    StreamStreamJoin,
    StreamTableJoin,
    Subscription,
    TableTableJoin,
    Window,
    read_message,
)
from simpul.runtime.messages import (
    Answers,
    Handlers,
    Inbound,
    Kept,
    Picture,
    PicturedJoin,
    Received,
    Sent,
    StatefulProcessor,
)
from simpul.state import Part, Store
from simpul.wire import unframe

L = TypeVar("L", bound=Event)
R = TypeVar("R", bound=Event)

STORE = "join"

Operator = Callable[[Side, Record], list[Joined]]


class Pair(NamedTuple, Generic[L, R]):
    """A result: the two events that met, or one that met none; both None where a pair of tables is no more.

    `ts_ms` is the time of the result, in milliseconds since 1970 UTC.
    """

    key: bytes
    left: L | None
    right: R | None
    ts_ms: int


Answer = Callable[[Pair[L, R]], Answers]


class _Named(NamedTuple):
    """The name of a step and the kind of its join."""

    name: str
    join: str


class Joins:
    """Makes steps that join two event types by their key; topics must have the same key and partition count."""

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts

    def stream_table(
        self,
        name: str,
        *,
        stream: type[L],
        table: type[R],
        answer: Answer[L, R],
        kind: Kind = Kind.INNER,
    ) -> StatefulProcessor:
        """Each event of the stream with the last event of the table that was read before it."""
        named = _Named(name, f"stream-table {kind}")
        return self._step(named, (stream, table), answer, lambda store: StreamTableJoin(kind, table=store).join)

    def stream_stream(
        self,
        name: str,
        *,
        left: type[L],
        right: type[R],
        window: Window,
        answer: Answer[L, R],
        kind: Kind = Kind.INNER,
    ) -> StatefulProcessor:
        """Each two events of one key within the window; alone, once it has closed, what met none."""
        return self._step(
            _Named(name, f"stream-stream {kind}"),
            (left, right),
            answer,
            lambda store: StreamStreamJoin(kind, window, store=store).join,
        )

    def table_table(
        self,
        name: str,
        *,
        left: type[L],
        right: type[R],
        answer: Answer[L, R],
        kind: Kind = Kind.INNER,
    ) -> StatefulProcessor:
        """The last events of both sides, whenever either changes."""

        def operator(store: Store) -> Operator:
            return TableTableJoin(kind, left=Part(store, "left"), right=Part(store, "right")).join

        return self._step(_Named(name, f"table-table {kind}"), (left, right), answer, operator)

    def foreign_key(
        self,
        name: str,
        *,
        sides: tuple[type[L], type[R]],
        on: Callable[[L], str | None],
        answer: Answer[L, R],
        kind: Kind = Kind.INNER,
    ) -> StatefulProcessor:
        """The last events of the left type with the last one of the right that they name.

        `on` gives the key of the right topic that a left event names, or None. The two meet over the repartition topic.
        """
        left, right = sides
        _refuse_itself(name, left, right)

        def foreign_key(value: bytes) -> bytes | None:
            event = self._read(left, value)
            named = None if event is None else on(event)
            return None if named is None else named.encode()

        def bind(kept: Kept) -> Handlers:
            asking = ForeignKeyLeft(kind, store=kept[STORE], foreign_key=foreign_key)
            answering = ForeignKeyRight(store=kept[STORE])

            def results(joined: Iterable[Joined]) -> Answers:
                for one in joined:
                    yield from answer(self._pair(left, right, one))

            def handle(inbound: Inbound[Event]) -> Answers:
                record = Record(inbound.key, inbound.value, _registered_ms(inbound))
                if isinstance(inbound.event, left):
                    subscriptions, joined = asking.change(record)
                    yield from (Sent(one.foreign_key, one.to_bytes()) for one in subscriptions)
                    yield from results(joined)
                else:
                    yield from (Sent(one.key, one.to_bytes()) for one in answering.change(record))

            def hear(received: Received) -> Answers:
                message = read_message(received.value)
                if isinstance(message, Subscription):
                    yield from (Sent(one.key, one.to_bytes()) for one in answering.subscribe(message))
                else:
                    yield from results(asking.answered(message))

            return Handlers(handle, message=hear)

        reads = (left.event_type, right.event_type)
        picture = _picture(name, f"foreign-key table-table {kind}", reads)
        return StatefulProcessor(name=name, reads=reads, stores=(STORE,), bind=bind, rekeys=True, picture=picture)

    def _step(
        self,
        named: "_Named",
        sides: tuple[type[L], type[R]],
        answer: Answer[L, R],
        operator: Callable[[Store], Operator],
    ) -> StatefulProcessor:
        left, right = sides
        _refuse_itself(named.name, left, right)

        def bind(kept: Kept) -> Handlers:
            join = operator(kept[STORE])

            def handle(inbound: Inbound[Event]) -> Answers:
                side = Side.LEFT if isinstance(inbound.event, left) else Side.RIGHT
                for joined in join(side, Record(inbound.key, inbound.value, _registered_ms(inbound))):
                    yield from answer(self._pair(left, right, joined))

            return Handlers(handle)

        reads = (left.event_type, right.event_type)
        return StatefulProcessor(
            name=named.name,
            reads=reads,
            stores=(STORE,),
            bind=bind,
            picture=_picture(named.name, named.join, reads),
        )

    def _pair(self, left: type[L], right: type[R], joined: Joined) -> Pair[L, R]:
        return Pair(joined.key or b"", self._read(left, joined.left), self._read(right, joined.right), joined.ts)

    def _read(self, event_class: type[R], value: bytes | None) -> R | None:
        """The typed event of a stored value, which an older version of its contract may have written."""
        if value is None:
            return None
        written, latest = self._contracts.by_id(unframe(value)), self._contracts.latest(event_class.event_type)
        return event_class.from_avro(decode_body(written, value, reader=latest))


def _picture(name: str, join: str, reads: tuple[str, str]) -> Picture:
    return Picture((), (PicturedJoin(name, join, reads, "key", "", ()),))


def _refuse_itself(name: str, left: type[Event], right: type[Event]) -> None:
    if left.event_type == right.event_type:
        raise StreamError(f"{name} joins {left.event_type} with itself; a join needs two event types")


def _registered_ms(inbound: Inbound[Event]) -> int:
    """When an event became official: the time that joins go by."""
    return int(inbound.envelope.registered_at.timestamp() * 1000)
