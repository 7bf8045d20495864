"""The engine: stream applications whose events are processed exactly once."""

from simpul.runtime.app import App
from simpul.runtime.dead_letters import DeadLetterReason
from simpul.runtime.joining import Joins, Pair
from simpul.runtime.messages import (
    Answers,
    Context,
    Derived,
    Fired,
    Handlers,
    Headers,
    Inbound,
    Kept,
    Outbound,
    Picture,
    PicturedJoin,
    PicturedTable,
    Position,
    Processor,
    Received,
    Sent,
    StatefulProcessor,
    processor,
)
from simpul.runtime.worker import load_app, run_worker

__all__ = [
    "Answers",
    "App",
    "Context",
    "DeadLetterReason",
    "Derived",
    "Fired",
    "Handlers",
    "Headers",
    "Inbound",
    "Joins",
    "Kept",
    "Outbound",
    "Pair",
    "Picture",
    "PicturedJoin",
    "PicturedTable",
    "Position",
    "Processor",
    "Received",
    "Sent",
    "StatefulProcessor",
    "load_app",
    "processor",
    "run_worker",
]
