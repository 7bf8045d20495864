"""A stream that joins: complaints with their routing, in a window of an hour; each meeting and each miss is told."""

from collections.abc import Iterator

from avro_schemas.dishub import StreetLampStateChanged
from avro_schemas.diskominfo import ComplaintRouted, ComplaintSubmitted, DataQualityFlagged
from simpul.joins import Kind, Window
from simpul.runtime import App, Context, Joins, Pair, StatefulProcessor

NAME = "joining"
HOUR_MS = 3_600_000


def tell(pair: Pair[ComplaintSubmitted, ComplaintRouted]) -> Iterator[DataQualityFlagged]:
    """A flag that says who met whom, and when."""
    submitted = "-" if pair.left is None else pair.left.external_no
    routed = "-" if pair.right is None else pair.right.unit_code
    where = f"{pair.key.decode()}#{submitted}#{routed}#{pair.ts_ms}"
    yield DataQualityFlagged(
        source_system=0, source_ref=where, verdict="WARN", reason_code="LABEL_UNKNOWN", field="category"
    )


def build(context: Context) -> list[StatefulProcessor]:
    """One outer join."""
    window = Window(before_ms=0, after_ms=HOUR_MS, grace_ms=HOUR_MS // 2)
    joins = Joins(context.contracts)
    return [
        joins.stream_stream(
            "meet", left=ComplaintSubmitted, right=ComplaintRouted, window=window, kind=Kind.OUTER, answer=tell
        )
    ]


def build_tables(context: Context) -> list[StatefulProcessor]:
    """The same as tables, and as a stream with a table."""
    joins = Joins(context.contracts)
    return [
        joins.table_table("tables", left=ComplaintSubmitted, right=ComplaintRouted, kind=Kind.LEFT, answer=tell),
        joins.stream_table("look-up", stream=ComplaintSubmitted, table=ComplaintRouted, answer=tell),
    ]


def tell_lamp(pair: Pair[ComplaintSubmitted, StreetLampStateChanged]) -> Iterator[DataQualityFlagged]:
    """A flag that says which complaint is about a lamp in which state."""
    submitted = "-" if pair.left is None else pair.left.external_no
    state = "-" if pair.right is None else pair.right.state
    where = f"{pair.key.decode()}#{submitted}#{state}#{pair.ts_ms}"
    yield DataQualityFlagged(
        source_system=0, source_ref=where, verdict="WARN", reason_code="LABEL_UNKNOWN", field="lamp_id"
    )


def build_lamps(context: Context) -> list[StatefulProcessor]:
    """Complaints with the lamp that they name, over the repartition topic."""
    sides = (ComplaintSubmitted, StreetLampStateChanged)
    joins = Joins(context.contracts)
    return [
        joins.foreign_key("lamps", sides=sides, on=lambda one: one.lamp_id, kind=Kind.LEFT, answer=tell_lamp),
    ]


app = App(NAME, build=build)
lamps = App(NAME, build=build_lamps)
tables = App(NAME, build=build_tables)
