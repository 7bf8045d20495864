"""What a mapping gives: what a row says, or why nothing can be made of it."""

from datetime import datetime
from typing import NamedTuple

from simpul.adapters.emission import Emission
from simpul.adapters.quality import Finding, Place
from simpul.events import Event
from simpul.ids import source_event_id


class Said(NamedTuple):
    """A fact that a row tells; whoever knows what was told before makes an event of it.

    Attributes:
        place: of the row or of the part of it.
        event: its data.
        document: what the row is about, as a certificate or a tax object; a token instead of a person's number.
        occurred_at: when it happened in the world.
        registered_at: when it became official.
        amended_at: when this row was entered, for sources whose later row on a document corrects the earlier one;
            None where each row is an event of its own.
        cancels: whether it takes back what was last said of the document.
        region_code: Kemendagri code, as long as it is known.
        warnings: what should be looked at.
    """

    place: Place
    event: Event
    document: str
    occurred_at: datetime
    registered_at: datetime
    amended_at: datetime | None = None
    cancels: bool = False
    region_code: str | None = None
    warnings: tuple[Finding, ...] = ()

    def emission(self, *, system: int, table: str, key: str, version: str, value: bytes | None = None) -> Emission:
        """The event of this fact, with the id that the same key gives in the same version."""
        return Emission(
            system=system,
            event=self.event,
            event_id=source_event_id(system, table=table, primary_key=key, version=version),
            occurred_at=self.occurred_at,
            registered_at=self.registered_at,
            region_code=self.region_code,
            value=value,
        )


class Rejected(Exception):  # an outcome of a row, not an error of the program
    """No event can be made of the row, for this one reason."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"row {finding.row}: {finding.reason}")
        self.finding = finding
