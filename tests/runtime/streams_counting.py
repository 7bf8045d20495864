"""A stream with state: how often each complaint was routed. Its answers tell if one count was lost or doubled."""

from collections.abc import Iterator

from avro_schemas.diskominfo import ComplaintRouted, DataQualityFlagged
from simpul.runtime import App, Handlers, Inbound, Kept, StatefulProcessor

NAME = "counting"
REFUSED = "LAPOR_LUMAJANG:refused"


def bind(kept: Kept) -> Handlers:
    """The function of one task."""
    counts = kept["counts"]

    def count(inbound: Inbound[ComplaintRouted]) -> Iterator[DataQualityFlagged]:
        number = int(counts.get(inbound.key) or b"0") + 1
        counts.put(inbound.key, b"%d" % number)
        if inbound.event.complaint_id == REFUSED:
            raise ValueError("refused after it was counted")
        yield DataQualityFlagged(
            source_system=0,
            source_ref=f"{inbound.event.complaint_id}#{number}",
            verdict="WARN",
            reason_code="LABEL_UNKNOWN",
            field="category",
        )

    return Handlers(count)  # type: ignore[arg-type]  # the engine calls it with the events it reads only


app = App(
    NAME,
    build=lambda _: [StatefulProcessor(name="count", reads=("ComplaintRouted",), stores=("counts",), bind=bind)],
)
