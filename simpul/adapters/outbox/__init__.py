"""The outbox: a department's program writes its event beside its row, in one transaction of its own database."""

from simpul.adapters.outbox.source import Outbox

__all__ = ["Outbox"]
