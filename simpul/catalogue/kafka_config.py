"""Kafka's settings of a topic, as they follow from what the catalogue says."""

from collections.abc import Mapping

DAY_MS = 86_400_000
TOMBSTONES_KEPT_MS = DAY_MS  # a store on disk that is older has to be read from its changelog from the start
HEADROOM_BYTES = 65_536  # headers and framing of a record, on top of its value
DEAD_LETTER_FACTOR = 2  # a dead letter may be the record that was too large


def topic_config(*, retention_days: int, is_compacted: bool = False) -> Mapping[str, str]:
    """The configs that need no knowledge of the cluster.

    A segment is closed after a day: Kafka deletes closed segments only, so with its default of a week personal data
    would outlive their retention by as much. A compacted topic keeps the last record of each key, and a
    deletion for a day.
    """
    common = {"compression.type": "producer", "message.timestamp.type": "CreateTime", "segment.ms": str(DAY_MS)}
    if is_compacted:
        return {**common, "cleanup.policy": "compact", "delete.retention.ms": str(TOMBSTONES_KEPT_MS)}
    return {**common, "cleanup.policy": "delete", "retention.ms": str(retention_days * DAY_MS)}


def cluster_config(*, replication_factor: int, max_record_bytes: int, dead_letters: bool) -> Mapping[str, str]:
    """The configs that depend on the cluster and the settings: with three replicas, two must have each record."""
    room = max_record_bytes * (DEAD_LETTER_FACTOR if dead_letters else 1) + HEADROOM_BYTES
    return {
        "max.message.bytes": str(room),
        "min.insync.replicas": "2" if replication_factor >= 3 else "1",  # noqa: PLR2004
    }
