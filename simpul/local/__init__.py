"""A real Kafka on one's own machine, without Docker and without an installed Java."""

from simpul.local._jars import Progress
from simpul.local._layout import Compiler
from simpul.local.cluster import Broker, Running, start, status, stop, wait_until_ready

__all__ = ["Broker", "Compiler", "Progress", "Running", "start", "status", "stop", "wait_until_ready"]
