"""Finished records that wait on local disk for Kafka: durable, encrypted, in order, each event once."""

from simpul.sdk.spool.measure import measure
from simpul.sdk.spool.opening import open_spool
from simpul.sdk.spool.spool import Spool
from simpul.sdk.spool.waiting import Arrival, Waiting

__all__ = ["Arrival", "Spool", "Waiting", "measure", "open_spool"]
