"""This engine's contender, a stream like any user's: `simpul worker benchmarks.streams_route:app`."""

from collections.abc import Iterator

from avro_schemas.bprd import TaxPaymentReceived
from benchmarks.routing import DESKS, FLOW, Routing, desk_topic
from simpul.runtime import App, Context, Inbound, Outbound, Processor, processor

CONTENDER = "simpul"


def build(context: Context) -> list[Processor]:
    """The one step: every payment goes to its desk."""
    routing = Routing(context.contracts)
    topics = {desk: desk_topic(CONTENDER, desk) for desk in DESKS}

    def route(inbound: Inbound[TaxPaymentReceived]) -> Iterator[Outbound]:
        routed = routing.answer(inbound.event, inbound.headers)
        yield Outbound(
            topics[routed.desk],
            inbound.partition,
            routed.key,
            routed.value,
            routed.headers,
            inbound.contract.event_type,
        )

    return [processor(TaxPaymentReceived, route)]


app = App(FLOW, build=build)
