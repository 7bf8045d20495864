"""The contracts as Confluent's Schema Registry serves them: the read side of its REST API, in READONLY mode."""

from simpul.registry.server import make_app

__all__ = ["make_app"]
