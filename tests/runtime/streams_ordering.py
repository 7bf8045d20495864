"""A stream over two topics: it numbers what it sees, with the time at which each record was published."""

from collections.abc import Iterator

from avro_schemas.diskominfo import DataQualityFlagged
from simpul.events import Event
from simpul.runtime import App, Handlers, Inbound, Kept, StatefulProcessor

NAME = "ordering"
READS = ("ComplaintRouted", "StreetLampStateChanged")


def bind(kept: Kept) -> Handlers:
    """The function of one task."""
    seen = kept["seen"]

    def number(inbound: Inbound[Event]) -> Iterator[DataQualityFlagged]:
        place = int(seen.get(b"number") or b"0") + 1
        seen.put(b"number", b"%d" % place)
        yield DataQualityFlagged(
            source_system=0,
            source_ref=f"{place}#{inbound.event.event_type}#{inbound.published_ms}",
            verdict="WARN",
            reason_code="LABEL_UNKNOWN",
            field="category",
        )

    return Handlers(number)


app = App(NAME, build=lambda _: [StatefulProcessor(name="number", reads=READS, stores=("seen",), bind=bind)])
