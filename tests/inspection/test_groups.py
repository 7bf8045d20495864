"""Asking how far a group has read, on a real Kafka."""

from pathlib import Path
from uuid import uuid4

import pytest
from confluent_kafka import Consumer, TopicPartition

from simpul import local
from simpul.errors import ClusterError
from simpul.inspection import group_positions
from tests.sdk.bus import create_topic

pytestmark = pytest.mark.kafka


def test_only_partitions_with_a_committed_offset_are_given(kafka: str) -> None:
    topic, group = f"test.groups-{uuid4()}", uuid4().hex
    create_topic(kafka, topic, partitions=2)
    committing = Consumer({"bootstrap.servers": kafka, "group.id": group})
    committing.commit(offsets=[TopicPartition(topic, 1, 7)], asynchronous=False)
    committing.close()

    with group_positions(group, brokers=kafka) as positions:
        assert positions([(topic, 0), (topic, 1)]) == {(topic, 1): 7}


def test_a_group_that_nobody_knows_on_a_broker_that_has_just_started_has_no_position(tmp_path: Path) -> None:
    try:
        brokers = local.start(tmp_path).bootstrap_servers
        with group_positions("nobody", brokers=brokers) as positions:
            assert positions([("nowhere", 0)]) == {}
    finally:
        local.stop(tmp_path)


def test_a_cluster_that_does_not_answer_is_named(unused_tcp_port: int) -> None:
    brokers = f"127.0.0.1:{unused_tcp_port}"

    with (
        group_positions("any", brokers=brokers) as positions,
        pytest.raises(ClusterError, match=f"the cluster at {brokers} did not say how far any has read"),
    ):
        positions([("nowhere", 0)])
