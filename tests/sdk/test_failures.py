"""Kafka's errors as sentences."""

import pytest
from aiokafka.errors import (
    CorruptRecordException,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    NotEnoughReplicasError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from simpul.errors import ClusterError, PublishError, Unreachable
from simpul.sdk.failures import explain, unacknowledged


@pytest.mark.parametrize(
    ("problem", "kind", "words"),
    [
        (KafkaConnectionError(), Unreachable, "no Kafka broker answers at bus:9092"),
        (UnknownTopicOrPartitionError(), ClusterError, "topic adminduk.person does not exist: run simpul topics apply"),
        (MessageSizeTooLargeError(), PublishError, "adminduk.person refuses a record of this size"),
        (TopicAuthorizationFailedError(), PublishError, "do not let this client write to adminduk.person"),
        (NotEnoughReplicasError(), PublishError, "too few replicas of adminduk.person"),
        (KafkaTimeoutError(), PublishError, "took no more events of adminduk.person"),
        (CorruptRecordException(), PublishError, "refused an event of adminduk.person: CorruptRecordException"),
    ],
)
def test_an_error_of_kafka_says_what_and_where(problem: KafkaError, kind: type[Exception], words: str) -> None:
    result = explain(problem, topic="adminduk.person", brokers="bus:9092")

    assert type(result) is kind
    assert words in str(result)


def test_silence_says_that_the_event_may_have_landed() -> None:
    result = unacknowledged("adminduk.person", brokers="bus:9092", seconds=60)

    assert "within 60 s; it may still land" in str(result)
