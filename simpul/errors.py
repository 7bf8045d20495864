"""Every error Simpul raises on purpose; each message names the thing, the value and the next step.

    SimpulError
    ├── SettingError         a setting is missing, unknown or out of range
    ├── ContractError        a contract cannot be loaded, or a value does not fit it
    │   └── ValueRejected    an event's data do not fit its contract
    ├── CatalogueError       a topic or subscription is declared wrongly, or may not be used this way
    ├── ClusterError         the Kafka cluster is unreachable, or differs from the catalogue
    │   └── Unreachable      no broker answers
    ├── PublishError         an event could not be handed to Kafka
    ├── SpoolError           the spool, where events wait on local disk for Kafka, cannot be used
    │   └── SpoolFull        it has no room for more; what it has is safe
    ├── SourceError          a legacy system cannot be read until a person acts
    │   └── SuddenLoss       so many rows are gone that a person must say whether this is meant
    ├── StreamError          a stream cannot start or must stop
    │   ├── Fenced           another worker has taken over the task
    │   ├── StateError       a task's state cannot be opened or restored
    │   └── DeadLetterFlood  too many events of a task end as dead letters
    └── LocalBusError        the local Kafka cannot be fetched, started or stopped

A message never holds a P2 or P3 value: name the field, not what it holds.
"""


class SimpulError(Exception):
    """What a person can act on; the command line prints it as one sentence and exits with 1."""


class SettingError(SimpulError):
    """A setting is missing, unknown or out of range."""


class ContractError(SimpulError):
    """A contract cannot be loaded, or a value does not fit it."""


class ValueRejected(ContractError):
    """An event's data do not fit its contract; `findings` are pairs of a field's path and the reason, if known."""

    def __init__(self, message: str, *, findings: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class CatalogueError(SimpulError):
    """A topic or subscription is declared wrongly, or may not be used this way."""


class ClusterError(SimpulError):
    """The Kafka cluster is unreachable, or differs from the catalogue."""


class Unreachable(ClusterError):
    """No broker answers."""


class PublishError(SimpulError):
    """An event could not be handed to Kafka."""


class SpoolError(SimpulError):
    """The spool, where events wait on local disk for Kafka, cannot be used."""


class SpoolFull(SpoolError):
    """The spool has no room for more; what it has is safe."""


class SourceError(SimpulError):
    """A legacy system cannot be read until a person does something."""


class SuddenLoss(SourceError):
    """So many rows of a source are gone at once that a person must say whether this is meant."""


class StreamError(SimpulError):
    """A stream cannot start or must stop."""


class Fenced(StreamError):
    """Another worker has taken over the task."""


class StateError(StreamError):
    """A task's state cannot be opened or restored."""


class DeadLetterFlood(StreamError):
    """Too many events of a task end as dead letters."""


class LocalBusError(SimpulError):
    """The local Kafka cannot be fetched, started or stopped."""
