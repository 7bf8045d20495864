"""The engine: stream applications whose events are processed exactly once."""

from simpul.runtime.app import App
from simpul.runtime.dead_letters import DeadLetterReason
from simpul.runtime.joining import Joins, Pair
from simpul.runtime.messages import (
    Context,
    Fired,
    Handlers,
    Inbound,
    Kept,
    Outbound,
    Position,
    Processor,
    StatefulProcessor,
    processor,
)
from simpul.runtime.worker import load_app, run_worker

__all__ = [
    "App",
    "Context",
    "DeadLetterReason",
    "Fired",
    "Handlers",
    "Inbound",
    "Joins",
    "Kept",
    "Outbound",
    "Pair",
    "Position",
    "Processor",
    "StatefulProcessor",
    "load_app",
    "processor",
    "run_worker",
]
