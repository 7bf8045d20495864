"""Kafka's errors as sentences that say what to do."""

from aiokafka.errors import (
    BrokerResponseError,
    ClusterAuthorizationFailedError,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    NotEnoughReplicasAfterAppendError,
    NotEnoughReplicasError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from simpul.errors import ClusterError, PublishError, SimpulError, Unreachable

_DENIED = (TopicAuthorizationFailedError, ClusterAuthorizationFailedError)
_TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
_FEW_REPLICAS = (NotEnoughReplicasError, NotEnoughReplicasAfterAppendError)


def unreachable(brokers: str) -> Unreachable:
    """No broker answers."""
    return Unreachable(f"no Kafka broker answers at {brokers}: start it (simpul up), or set SIMPUL_BOOTSTRAP_SERVERS")


def unacknowledged(topic: str, *, brokers: str, seconds: float) -> PublishError:
    """The broker was silent for too long, so nobody knows whether the event has landed."""
    return PublishError(
        f"no broker of {brokers} acknowledged an event of {topic} within {seconds:g} s; it may still land, so publish "
        "it again with the same event_id once a broker answers: readers drop the second"
    )


def missing_topic(topic: str) -> ClusterError:
    """The cluster lacks a topic of the catalogue."""
    return ClusterError(f"topic {topic} does not exist: run simpul topics apply")


def explain(problem: KafkaError, *, topic: str, brokers: str) -> SimpulError:  # noqa: PLR0911  # one a kind
    """What an error of Kafka means for an event of `topic`, and what to do."""
    if isinstance(problem, KafkaConnectionError):
        return unreachable(brokers)
    if isinstance(problem, UnknownTopicOrPartitionError):
        return missing_topic(topic)
    if isinstance(problem, _TOO_LARGE):
        return PublishError(f"topic {topic} refuses a record of this size: run simpul topics plan, or send less")
    if isinstance(problem, _DENIED):
        return PublishError(f"the brokers at {brokers} do not let this client write to {topic}; ask the bus operators")
    if isinstance(problem, _FEW_REPLICAS):
        return PublishError(f"too few replicas of {topic} are in sync at {brokers}; see simpul status, then retry")
    if isinstance(problem, KafkaTimeoutError):
        return PublishError(f"the brokers at {brokers} took no more events of {topic} in time; publish again later")
    name = type(problem).__name__
    detail = f" ({problem.errno})" if isinstance(problem, BrokerResponseError) else ""
    return PublishError(f"Kafka at {brokers} refused an event of {topic}: {name}{detail}; see the broker's log")
