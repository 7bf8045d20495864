"""Emissions of an adapter as records, whichever of its systems each speaks for, the bus's own flags among them."""

from simpul.adapters.emission import Emission
from simpul.adapters.quality import BUS
from simpul.adapters.setup import Setup
from simpul.catalogue import Topic
from simpul.sdk import Record, Records


class Finisher:
    """Makes the records of one adapter."""

    def __init__(self, setup: Setup) -> None:
        """Read from the catalogue what the adapter may write.

        Raises:
            CatalogueError: one of its systems may publish nothing.
        """
        self._synthetic = setup.synthetic
        self._records = {
            system: Records(
                settings=setup.settings, system=system, contracts=setup.contracts, catalogue=setup.catalogue
            )
            for system in (BUS, *setup.adapter.systems)
        }

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that are written to."""
        return tuple(route.topic for records in self._records.values() for route in records.routes.values())

    def record(self, emission: Emission | Record) -> Record:
        """The record of an emission.

        Raises:
            ContractError: the data do not fit the contract.
            CatalogueError: the system may not publish the event type.
            PublishError: the circumstances are wrong, or the record is too large.
        """
        if isinstance(emission, Record):
            return emission
        records = self._records[emission.system]
        how = emission.circumstances(synthetic=self._synthetic)
        return records.record(emission.event, how, value=emission.value)
