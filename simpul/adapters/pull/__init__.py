"""Events of a foreign service that is asked page by page over HTTP."""

from simpul.adapters.pull.declaration import PulledPages
from simpul.adapters.pull.paging import Cursor, NextLink, Numbered
from simpul.adapters.pull.pull import Pull

__all__ = ["Cursor", "NextLink", "Numbered", "Pull", "PulledPages"]
