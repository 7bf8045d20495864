"""What a stream sees and says: events that came in, events that go out, and the function between them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from simpul.catalogue import Catalogue
from simpul.contracts import Contract, Contracts
from simpul.events import Event
from simpul.state import Store, Timer, Timers
from simpul.tokens import Tokens
from simpul.wire import Envelope, read_envelope

E = TypeVar("E", bound=Event)

Headers = Sequence[tuple[str, bytes]]


class Position(NamedTuple):
    """Where a record stands in Kafka."""

    topic: str
    partition: int
    offset: int


class Inbound(NamedTuple, Generic[E]):
    """One event as it came in: its typed data, its headers, its framed bytes and where it stood.

    `published_ms` is the record's timestamp, milliseconds since 1970 UTC; `now` is the bus clock of this transaction.
    """

    event: E
    contract: Contract
    headers: Headers
    key: bytes
    value: bytes
    topic: str
    partition: int
    offset: int
    published_ms: int
    now: datetime

    @property
    def position(self) -> Position:
        """Where the record stands."""
        return Position(self.topic, self.partition, self.offset)

    @property
    def envelope(self) -> Envelope:
        """The envelope, read from the headers.

        Raises:
            EnvelopeError: a header is missing or cannot be read.
        """
        return read_envelope(self.headers)


class Outbound(NamedTuple):
    """One record to be written in the transaction, finished but for its timestamp, which is always now.

    `event_type` is the label under which it is counted.
    """

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
    event_type: str


class Derived(NamedTuple):
    """An event whose id the stream has computed itself; the rest of its envelope is the engine's."""

    event: Event
    event_id: str


class Sent(NamedTuple):
    """A message of a step to itself in the task of a key: that of `place`, a text hashed as the keys of topics are.

    It goes through the application's repartition topic, within the transaction. What one task has sent before another
    one, directly or by way of a third task, also arrives before it.
    """

    place: bytes
    value: bytes


# An event is given the engine's own envelope (id computed from its cause); an Outbound goes out as it is.
Answers = Iterable[Event | Derived | Outbound | Sent]

Handler = Callable[[Inbound[Event]], Answers]


@dataclass(frozen=True, kw_only=True)
class Processor:
    """One step of a stream: what it reads and the pure function that answers each event."""

    name: str
    reads: tuple[str, ...]  # event types
    handle: Handler


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer whose time has come; `now` is the bus clock of this transaction, never before it."""

    timer: Timer
    now: datetime

    @property
    def headers(self) -> Headers:
        """The headers of the event that set the timer, from which its answers are derived."""
        return self.timer.cause


@dataclass(frozen=True, slots=True)
class Received:
    """A message of this step from another task; `headers` are those of the event that led to it."""

    place: bytes
    value: bytes
    headers: Headers
    now: datetime


TimerHandler = Callable[[Fired], Answers]
MessageHandler = Callable[[Received], Answers]


class Kept(Mapping[str, Store]):
    """What one step keeps in one task: its stores by name, and its timers."""

    def __init__(self, stores: Mapping[str, Store], timers: Timers) -> None:
        self._stores = stores
        self.timers = timers

    def __getitem__(self, name: str) -> Store:
        return self._stores[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._stores)

    def __len__(self) -> int:
        return len(self._stores)


class Handlers(NamedTuple):
    """The functions of one step in one task: what answers an event, a timer it has set, and a message it was sent."""

    event: Handler
    timer: TimerHandler | None = None
    message: MessageHandler | None = None


Bind = Callable[[Kept], Handlers]


class PicturedTable(NamedTuple):
    """Rows that a step keeps by a key, as `simpul topology` shows them."""

    name: str
    kind: str  # table or stream
    of: tuple[str, ...]  # event types
    key: str


class PicturedJoin(NamedTuple):
    """What a step joins, as `simpul topology` shows it; `reads` are names of its tables, or event types it emits."""

    name: str
    join: str
    reads: tuple[str, ...]
    on: str
    window: str
    emits: tuple[str, ...]


class Picture(NamedTuple):
    """The inside of a step."""

    tables: tuple[PicturedTable, ...]
    joins: tuple[PicturedJoin, ...]


@dataclass(frozen=True, kw_only=True)
class StatefulProcessor:
    """One step of a stream that keeps something between events.

    `bind` is called for each task with the stores named in `stores` and with timers, which are that task's alone, and
    gives the functions that answer events and timers. What they put there is committed together with their answers, or
    not at all. A step that `rekeys` also sends messages to itself in other tasks.
    """

    name: str
    reads: tuple[str, ...]  # event types
    stores: tuple[str, ...]
    bind: Bind
    rekeys: bool = False
    picture: Picture | None = None


Step = Processor | StatefulProcessor


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a stream may be built from: the contracts, the catalogue and the tokens; nothing else comes in."""

    contracts: Contracts
    catalogue: Catalogue
    tokens: Tokens | None = field(default=None, repr=False)


Build = Callable[[Context], Sequence[Step]]


def processor(reads: type[Event], handle: Callable[[Inbound[E]], Answers]) -> Processor:
    """The processor that answers each event of one type with `handle`, named after that function."""
    return Processor(name=handle.__name__, reads=(reads.event_type,), handle=handle)  # type: ignore[arg-type]  # by type
