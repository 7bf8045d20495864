"""The producer of one source system: checks events, gives them key and envelope, and hands them to Kafka."""

from types import TracebackType
from typing import Self, Unpack

from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import Contracts, load_contracts
from simpul.errors import PublishError
from simpul.events import Event
from simpul.sdk.circumstances import Circumstances
from simpul.sdk.direct import Direct
from simpul.sdk.flight import Flight
from simpul.sdk.records import Records
from simpul.sdk.sent import Landed, Sent
from simpul.sdk.spool import Spool
from simpul.sdk.spooled import Spooled
from simpul.settings import Settings


class Producer:
    """Publishes the events of one source system: idempotent, acknowledged by all in-sync replicas.

    An async context manager. `publish` waits until the event has landed. For many events use `send`, which returns
    once there is room in the buffer, and await what it gives later; events of a key land in the order of the calls.

    With a spool an event has landed, for its publisher, once it is safe on local disk: no broker need answer. From
    there it goes to Kafka in order, now or when a broker is back, by this process or the next that opens the spool. It
    can land twice only where nobody learns whether Kafka has committed; both have one event id, and readers drop the
    second.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        system: int,
        contracts: Contracts | None = None,
        catalogue: Catalogue | None = None,
        spool: Spool | None = None,
    ) -> None:
        """Read from the catalogue what the system may publish.

        Args:
            settings: of the bus.
            system: that the events come from.
            contracts: those of the settings by default.
            catalogue: the same.
            spool: open for as long as the producer is.

        Raises:
            CatalogueError: there is no such system, or nothing may be published from it.
        """
        contracts = contracts or load_contracts(settings.contracts)
        catalogue = catalogue or load_catalogue(settings.catalogue, contracts=contracts)
        self._records = Records(settings=settings, system=system, contracts=contracts, catalogue=catalogue)
        self._flight = Flight(room=settings.buffer_events)
        client_id = f"simpul-system-{system}"
        topics = [route.topic for route in self._records.routes.values()]
        self._way: Direct | Spooled = (
            Direct(settings=settings, client_id=client_id, topics=topics, flight=self._flight)
            if spool is None
            else Spooled(spool, settings=settings, client_id=client_id, topics=topics, flight=self._flight)
        )

    async def __aenter__(self) -> Self:
        """Connect, and see that the topics are there.

        Raises:
            ClusterError: no broker answers (and there is no spool), or a topic is missing or has another partition
                count.
        """
        await self._way.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what is on its way, then close.

        Raises:
            PublishError: an event failed and nobody has awaited it.
        """
        await self.flush()
        await self._way.close()
        unnoticed = self._flight.unnoticed
        if unnoticed and kind is None:
            first = next(iter(unnoticed)).outcome.result()
            raise PublishError(f"{len(unnoticed)} events did not land, and nobody awaited them; one of them: {first}")

    async def publish(self, event: Event, **how: Unpack[Circumstances]) -> Landed:
        """Where the event landed, once every in-sync replica has it; with a spool: once it is on disk.

        Raises:
            ValueRejected: the data do not fit the contract.
            CatalogueError: this system may not publish the event type.
            PublishError: the circumstances are wrong, the record is too large, or Kafka did not take it.
            SpoolError: the disk did not take it.
        """
        return await (await self.send(event, **how))

    async def send(self, event: Event, **how: Unpack[Circumstances]) -> Sent:
        """Put an event into the buffer, waiting while it is full; await the answer to learn where it landed.

        Raises:
            ValueRejected: the data do not fit the contract.
            CatalogueError: this system may not publish the event type.
            PublishError: the circumstances are wrong, or the record is too large.
        """
        return await self._way.send(self._records.record(event, how))

    async def flush(self) -> None:
        """Return once no event is on its way any more, landed or failed."""
        await self._flight.over()
