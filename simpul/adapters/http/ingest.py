"""Takes the events of source systems: checks them, and keeps them in the spool from which they go to Kafka."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from simpul.adapters.http.bodies import Request
from simpul.adapters.http.identity import id_of, id_of_request
from simpul.adapters.http.keys import Keys
from simpul.adapters.http.problem import Problem, invalid, no_room, not_yours, other_content, too_busy
from simpul.adapters.http.reading import Kind, read_event
from simpul.adapters.http.said import Said
from simpul.catalogue import Catalogue
from simpul.contracts import Contracts, typed_class
from simpul.errors import CatalogueError, PublishError, SettingError, SpoolError, SpoolFull
from simpul.sdk import Circumstances, Record, Records
from simpul.sdk.spool import Arrival, Spool
from simpul.settings import Settings

FULL_SHARE: Final = 0.8  # of the spool's room, beyond which callers are asked to come later
MAX_UNWRITTEN: Final = 5_000  # events on their way to the disk
LATER_S: Final = 60
SOON_S: Final = 1
BUS: Final = 0
_WORDS: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An event that is on disk, now or since an earlier request."""

    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The system that a request comes from, and its Idempotency-Key."""

    system: int
    idempotency_key: str | None = None


Answer = Accepted | Problem


class HttpIngest:
    """What HTTP callers may do, without HTTP."""

    def __init__(
        self, *, settings: Settings, spool: Spool, contracts: Contracts, catalogue: Catalogue, keys: Keys
    ) -> None:
        """Take a spool, to be opened before the first request.

        Raises:
            CatalogueError: a key is of a system that does not exist or publishes nothing.
            SettingError: a key is of the bus itself.
        """
        if BUS in keys.systems:
            raise SettingError("SIMPUL_INGEST_KEYS has a key of system 0: the bus itself sends nothing over HTTP")
        self.keys = keys
        self.spool = spool
        self.refused: Callable[[int], object] = lambda _: None  # told of how many events were refused
        self.kinds = kinds_of(contracts=contracts, catalogue=catalogue, package=settings.contracts)
        self._records = {
            system: Records(settings=settings, system=system, contracts=contracts, catalogue=catalogue)
            for system in keys.systems
        }

    def pressure(self) -> Problem | None:
        """Why no more events should come now; None when they may."""
        if self.spool.size > FULL_SHARE * self.spool.max_bytes:
            return too_busy("Kafka takes no events now, and the room for those that wait gets short", seconds=LATER_S)
        if self.spool.unwritten > MAX_UNWRITTEN:
            return too_busy("more events come at once than the disk takes", seconds=SOON_S)
        return None

    async def accept(self, request: Request, *, caller: Caller) -> list[Answer]:
        """What became of each event, in order; the accepted ones are on disk.

        Raises:
            Problem: there is no room on disk; none of them was taken.
        """
        read = [
            self._record(said, caller=caller, index=index if request.is_batch else None)
            for index, said in enumerate(request.events)
        ]
        self.refused(sum(isinstance(one, Problem) for one in read))
        good = [(record, said) for record, said in zip(read, request.events, strict=True) if isinstance(record, Record)]
        arrivals = iter(await self._keep(good, caller=caller))
        return [one if isinstance(one, Problem) else _answer(one, next(arrivals)) for one in read]

    async def _keep(self, good: Sequence[tuple[Record, Said]], *, caller: Caller) -> list[Arrival]:
        if not good:
            return []
        try:
            return await self.spool.append(
                [record for record, _ in good], said=[_spoken(said, caller.system) for _, said in good]
            )
        except SpoolFull:
            raise no_room(seconds=LATER_S) from None
        except SpoolError as problem:
            log.error("events are refused: %s", problem)  # noqa: TRY400  # the sentence says it all
            raise no_room(seconds=LATER_S) from None

    def _record(self, said: Said, *, caller: Caller, index: int | None) -> Record | Problem:
        try:
            submission = read_event(said, kinds=self.kinds)
            how = cast("Circumstances", submission.how | {"event_id": _event_id(said, caller=caller, index=index)})
            return self._records[caller.system].record(submission.event, how)
        except Problem as problem:
            return problem
        except CatalogueError as problem:
            return not_yours(str(problem))
        except PublishError as problem:
            return invalid((), detail=str(problem))


def kinds_of(*, contracts: Contracts, catalogue: Catalogue, package: str) -> Mapping[str, Kind]:
    """The event types that some system besides the bus may publish, in the order of the contracts."""
    carried = {name for topic in catalogue.topics if topic.kind == "event" for name in topic.event_types}
    return {
        name: Kind(contract=contracts.latest(name), event_class=typed_class(package, contracts.latest(name)))
        for name in contracts.event_types
        if name in carried and any(system != BUS for system in catalogue.systems_publishing(name))
    }


def _event_id(said: Said, *, caller: Caller, index: int | None) -> object:
    given = said.members.get("id")
    if given is not None:
        return id_of(str(given), system=caller.system, source=said.source)
    if caller.idempotency_key is not None:
        return id_of_request(caller.idempotency_key, system=caller.system, index=index)
    return None


def _answer(record: Record, arrival: Arrival) -> Answer:
    return other_content() if arrival is Arrival.DIFFERS else Accepted(event_id=record.event_id)


def _spoken(said: Said, system: int) -> bytes:
    # The caller's own words, not the record: that changes with a new version of the contract or of the catalogue.
    return _WORDS.encode([system, said.members]).encode()
