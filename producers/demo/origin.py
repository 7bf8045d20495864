"""By which way in an event of the day reaches the bus."""

from enum import StrEnum

from avro_schemas.bprd import PbbObjectChanged
from simpul.adapters import Emission

NADINE = 11  # id of the system of letters


class Origin(StrEnum):
    """A way in and its system, in the words of the report."""

    OUTBOX = "an outbox on PostgreSQL (Nadine)"
    SNAPSHOT = "snapshot difference over MariaDB (SIM-PBB)"
    FILE = "a dropped file (Dukcapil)"
    SDK = "the SDK (all others)"


def origin_of(emission: Emission) -> Origin:
    """Where this event of the day comes from; none of them comes from a file."""
    if emission.system == NADINE:
        return Origin.OUTBOX
    return Origin.SNAPSHOT if isinstance(emission.event, PbbObjectChanged) else Origin.SDK
