"""What a department's program publishes its events with."""

from simpul.sdk.circumstances import Circumstances, EventId
from simpul.sdk.producer import Producer
from simpul.sdk.records import Record, Records, encoded
from simpul.sdk.sent import Landed, Sent

__all__ = ["Circumstances", "EventId", "Landed", "Producer", "Record", "Records", "Sent", "encoded"]
