"""What every way in gives: batches of events, each published in one transaction with what the source remembers."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from simpul.adapters.emission import Emission
from simpul.metrics import Metrics
from simpul.sdk import Record
from simpul.state import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What goes out in one transaction, together with what the source has written to its memory since the last one.

    Attributes:
        emissions: events in the order in which those of a key must land, or records that are finished already.
        rows: how many rows of the source they were made from, rejected ones too.
        rejected: of how many rows no event could be made; a file that cannot be read counts as one.
        settled: awaited once all of it is committed, to clear up what need not be asked for again. It may be left out
            by a crash, so the source does it when it finds out from its memory that it is still to be done.
    """

    emissions: Sequence[Emission | Record]
    rows: int
    rejected: int = 0
    settled: Callable[[], Awaitable[None]] | None = None


class Source(Protocol):
    """One legacy system by one way in; it can be asked again from where its memory says that it is."""

    def batches(self, memory: Store) -> AsyncIterator[Batch]:
        """What is to be published, in order; ends when the source has nothing more and was told not to wait.

        The next batch is asked for only when the last one is committed, so `memory` never holds a position whose events
        are not in Kafka. After an error of Kafka or a crash it is called again with the memory of the last commit.

        Raises:
            SimpulError: a person must do something before it can go on.
        """


@runtime_checkable
class Attended(Protocol):
    """A source that must be open to be spoken to, from before the first batch until after the last."""

    async def __aenter__(self) -> Self:
        """Begin to take what comes."""

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take no more."""

    def show(self, metrics: Metrics) -> None:
        """Let the metrics tell how much waits."""
