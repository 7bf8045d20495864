"""This engine's joins for the benchmark, each an application: `simpul worker benchmarks.join_streams:stream_table`.

As for every peer, a result is the two values one behind the other, with the key and the headers of the record that
brought it about. The engine checks and decodes each record besides, as it always does.
"""

from collections.abc import Callable, Iterator

from avro_schemas.bprd import SandTruckTapped, SkabCardChanged
from simpul.events import Event
from simpul.joins import Joined, Kind, Record, Side, StreamStreamJoin, StreamTableJoin, TableTableJoin, Window
from simpul.runtime import App, Context, Handlers, Inbound, Kept, Outbound, StatefulProcessor
from simpul.state import Part, Store

CONTENDER = "simpul"
LEFT, RIGHT = SandTruckTapped.event_type, SkabCardChanged.event_type
WINDOW_MS = 5_000
STORE = "rows"

Operator = Callable[[Side, Record], list[Joined]]


def flow(kind: str) -> str:
    """The application that does a kind of join."""
    return f"join-{kind}"


def joined_topic(contender: str) -> str:
    """The topic of the results, of which every contender has its own."""
    return f"joined.{contender}"


def _stream_table(store: Store) -> Operator:
    return StreamTableJoin(Kind.INNER, table=store).join


def _table_table(store: Store) -> Operator:
    return TableTableJoin(Kind.INNER, left=Part(store, "left"), right=Part(store, "right")).join


def _stream_stream(store: Store) -> Operator:
    window = Window(before_ms=WINDOW_MS, after_ms=WINDOW_MS)
    return StreamStreamJoin(Kind.OUTER, window, store=store).join


def _app(kind: str, operator: Callable[[Store], Operator]) -> App:
    def bind(kept: Kept) -> Handlers:
        join, topic = operator(kept[STORE]), joined_topic(CONTENDER)

        def handle(inbound: Inbound[Event]) -> Iterator[Outbound]:
            side = Side.LEFT if inbound.event.event_type == LEFT else Side.RIGHT
            for one in join(side, Record(inbound.key, inbound.value, inbound.published_ms)):
                both = (one.left or b"") + (one.right or b"")
                yield Outbound(topic, inbound.partition, one.key, both, list(inbound.headers), "Joined")

        return Handlers(handle)

    def build(_: Context) -> list[StatefulProcessor]:
        return [StatefulProcessor(name="join", reads=(LEFT, RIGHT), stores=(STORE,), bind=bind)]

    return App(flow(kind), build=build)


stream_table = _app("stream-table", _stream_table)
table_table = _app("table-table", _table_table)
stream_stream = _app("stream-stream", _stream_stream)
