"""How an event looks on the wire: Confluent's frame, CloudEvents headers, the Java client's partitioner."""

from simpul.wire.envelope import Envelope, EnvelopeError, read_envelope, write_headers
from simpul.wire.frame import FrameError, frame, unframe
from simpul.wire.partition import partition_of

__all__ = [
    "Envelope",
    "EnvelopeError",
    "FrameError",
    "frame",
    "partition_of",
    "read_envelope",
    "unframe",
    "write_headers",
]
