"""Joins as pure operators over a store and one record: no Kafka and no Faust in them.

They have the semantics of Kafka Streams 4.3.1, but for one: a stream-stream non-match leaves with the first record that
closes its window.
"""

from simpul.joins.foreign_key import Answer, Ask, ForeignKeyLeft, ForeignKeyRight, Subscription, read_message
from simpul.joins.records import Joined, Kind, Record, Side
from simpul.joins.stream_stream import StreamStreamJoin, Window
from simpul.joins.stream_table import StreamTableJoin
from simpul.joins.table_table import TableTableJoin
from simpul.joins.versioned import StreamVersionedTableJoin, VersionedTable

__all__ = [
    "Answer",
    "Ask",
    "ForeignKeyLeft",
    "ForeignKeyRight",
    "Joined",
    "Kind",
    "Record",
    "Side",
    "StreamStreamJoin",
    "StreamTableJoin",
    "StreamVersionedTableJoin",
    "Subscription",
    "TableTableJoin",
    "VersionedTable",
    "Window",
    "read_message",
]
