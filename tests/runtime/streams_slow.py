"""A stream whose function takes its time."""

import time
from collections.abc import Iterator

from avro_schemas.diskominfo import ComplaintRouted, DataQualityFlagged
from simpul.runtime import App, Inbound, processor

NAME = "slow"
SECONDS = 0.004


def think(inbound: Inbound[ComplaintRouted]) -> Iterator[DataQualityFlagged]:
    """One flag, after a while."""
    time.sleep(SECONDS)
    yield DataQualityFlagged(
        source_system=0,
        source_ref=inbound.event.complaint_id,
        verdict="WARN",
        reason_code="LABEL_UNKNOWN",
        field="category",
    )


app = App(NAME, build=lambda _: [processor(ComplaintRouted, think)])
