"""Streams without Kafka: event by event, with a clock of one's own."""

from simpul.testing.driver import Driver, Emitted, SetAside

__all__ = ["Driver", "Emitted", "SetAside"]
