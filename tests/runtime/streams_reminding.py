"""A stream with timers: who has routed a complaint is reminded a moment later, by a timer and not by the next event."""

from collections.abc import Iterator

from avro_schemas.diskominfo import ComplaintRouted, ComplaintSubmitted, DataQualityFlagged
from simpul.runtime import App, Fired, Handlers, Inbound, Kept, StatefulProcessor

NAME = "reminding"
AFTER_MS = 1_500
BROKEN = "LAPOR_LUMAJANG:broken"


def bind(kept: Kept) -> Handlers:
    """The functions of one task."""

    def wait(inbound: Inbound[ComplaintRouted]) -> Iterator[DataQualityFlagged]:
        at_ms = int(inbound.now.timestamp() * 1000) + AFTER_MS
        kept.timers.set(inbound.key, at_ms, payload=inbound.event.complaint_id.encode(), cause=inbound.headers)
        yield from ()

    def remind(fired: Fired) -> Iterator[DataQualityFlagged]:
        complaint = fired.timer.payload.decode()
        if complaint == BROKEN:
            raise ValueError("this reminder cannot be made")
        late_ms = int(fired.now.timestamp() * 1000) - fired.timer.at_ms
        verdict = "WARN" if late_ms >= 0 else "REJECT"
        yield DataQualityFlagged(
            source_system=0, source_ref=complaint, verdict=verdict, reason_code="LABEL_UNKNOWN", field="category"
        )

    return Handlers(wait, remind)  # type: ignore[arg-type]  # the engine calls it with the events it reads only


def bind_cancelling(kept: Kept) -> Handlers:
    """A complaint that is submitted is reminded of, unless it is routed in time."""
    reminding = bind(kept)

    def either(inbound: Inbound[ComplaintSubmitted | ComplaintRouted]) -> Iterator[DataQualityFlagged]:
        if isinstance(inbound.event, ComplaintRouted):
            kept.timers.cancel(inbound.key)
        else:
            yield from reminding.event(inbound)  # type: ignore[arg-type, misc]  # as above

    return Handlers(either, reminding.timer)  # type: ignore[arg-type]  # as above


app = App(NAME, build=lambda _: [StatefulProcessor(name="remind", reads=("ComplaintRouted",), stores=(), bind=bind)])
cancelling = App(
    NAME,
    build=lambda _: [
        StatefulProcessor(
            name="remind", reads=("ComplaintSubmitted", "ComplaintRouted"), stores=(), bind=bind_cancelling
        )
    ],
)
