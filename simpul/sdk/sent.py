"""An event on its way to Kafka, and where it landed."""

import asyncio
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final

from simpul.errors import SimpulError

IN_SPOOL: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """Where an event stands in Kafka; its offset is -1 while it waits in the producer's spool."""

    topic: str
    partition: int
    offset: int
    event_id: str


class Sent:
    """An event in the producer's buffer; await it to learn where it landed, or that it did not.

    A failure stays among the `unnoticed` until somebody awaits it: none is lost in silence.
    """

    def __init__(self, *, event_id: str, unnoticed: set["Sent"], when_settled: Callable[["Sent"], None]) -> None:
        self.event_id = event_id
        self.outcome: asyncio.Future[Landed | SimpulError] = asyncio.get_running_loop().create_future()
        self._unnoticed = unnoticed
        self._when_settled = when_settled

    def __await__(self) -> Generator[object, None, Landed]:
        """Where the event landed.

        Raises:
            PublishError: it was refused, or nobody acknowledged it in time.
            ClusterError: the cluster is not as it should be.
        """
        # Shielded: who waits may be cancelled, and the event is on its way all the same.
        outcome = yield from asyncio.shield(self.outcome).__await__()
        if isinstance(outcome, SimpulError):
            self._unnoticed.discard(self)
            raise outcome
        return outcome

    def settle(self, outcome: Landed | SimpulError) -> None:
        """Say how it ended; the first word counts."""
        if self.outcome.done():
            return
        self.outcome.set_result(outcome)
        if isinstance(outcome, SimpulError):
            self._unnoticed.add(self)
        self._when_settled(self)
