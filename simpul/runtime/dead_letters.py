"""Dead letters: why an event was set aside, what its record says, and when there are too many of them."""

from collections import deque
from collections.abc import Sequence
from enum import StrEnum

from simpul.errors import DeadLetterFlood
from simpul.runtime.messages import Headers, Position

LEAST_SAMPLE = 20  # below this many events a share says nothing


class DeadLetterReason(StrEnum):
    """The closed set of reasons, as they stand in the `simpul_dead_reason` header."""

    TOMBSTONE = "TOMBSTONE"  # no value
    TOO_LARGE = "TOO_LARGE"  # value over SIMPUL_MAX_RECORD_BYTES
    UNDECODABLE = "UNDECODABLE"  # not framed, or not Avro of the schema it names
    UNKNOWN_SCHEMA = "UNKNOWN_SCHEMA"  # a schema id that the registry does not have
    WRONG_EVENT_TYPE = "WRONG_EVENT_TYPE"  # an event type that the topic does not carry
    BAD_HEADER = "BAD_HEADER"  # a header missing, unreadable or not UTF-8
    MISSING_KEY = "MISSING_KEY"  # no key where the topic needs one
    FUNCTION_RAISED = "FUNCTION_RAISED"  # the stream's function raised


class Rejected(Exception):
    """An event that becomes a dead letter; `detail` holds names only, never a value of the event."""

    def __init__(self, reason: DeadLetterReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def dead_letter_headers(
    headers: Headers, *, position: Position, reason: DeadLetterReason, detail: str, application: str
) -> list[tuple[str, bytes]]:
    """The event's own headers, untouched, followed by why and from where it was set aside."""
    return [
        *headers,
        ("simpul_dead_reason", reason.encode()),
        ("simpul_dead_detail", detail.encode()),
        ("simpul_dead_topic", position.topic.encode()),
        ("simpul_dead_partition", str(position.partition).encode()),
        ("simpul_dead_offset", str(position.offset).encode()),
        ("simpul_dead_application", application.encode()),
    ]


class FloodGate:
    """Watches the share of dead letters among the last events of a task."""

    def __init__(self, *, share: float, window: int) -> None:
        self._share = share
        self._last: deque[bool] = deque(maxlen=window)

    def admit(self, outcomes: Sequence[bool], *, task: str) -> None:
        """Take the outcomes of one transaction (True: dead letter) before it is committed.

        Raises:
            DeadLetterFlood: the share is over its limit; the transaction must be aborted, so that nothing is drained.
        """
        self._last.extend(outcomes)
        dead = sum(self._last)
        if len(self._last) >= LEAST_SAMPLE and dead > self._share * len(self._last):
            raise DeadLetterFlood(
                f"{dead} of the last {len(self._last)} events of task {task} would be dead letters, over the limit of "
                f"{self._share:.0%}; nothing was drained: correct the stream or the source, then restart the worker"
            )
