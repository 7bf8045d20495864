"""The HTTP way in: events of systems that can send a request, checked against their contracts and kept at once."""

from simpul.adapters.http.ingest import HttpIngest
from simpul.adapters.http.keys import Keys, new_key, read_keys
from simpul.adapters.http.server import make_app
from simpul.adapters.http.way_in import HttpWayIn

__all__ = ["HttpIngest", "HttpWayIn", "Keys", "make_app", "new_key", "read_keys"]
