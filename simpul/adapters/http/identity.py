"""The id of an event that came over HTTP: given, or computed so that the same request again gives the same; pure."""

import re
from typing import Final
from uuid import UUID

from simpul.ids import source_event_id

MAX_LENGTH: Final = 200
TABLE: Final = "http"
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_WORDS: Final = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,200}")


def is_usable(text: str) -> bool:
    """Whether a text may stand for an event."""
    return _WORDS.fullmatch(text) is not None


def id_of(text: str, *, system: int, source: str = "") -> UUID:
    """The event id of an id that a caller gave: a UUID is taken as it is.

    Args:
        text: usable.
        system: the caller's.
        source: of a CloudEvent, within which its id is unique.
    """
    if _UUID.fullmatch(text):
        return UUID(text)
    return source_event_id(system, table=f"{TABLE}-id", primary_key=f"{source} {text}", version=1)


def id_of_request(key: str, *, system: int, index: int | None) -> UUID:
    """The event id of an event without one, from the request's Idempotency-Key and its place in a batch."""
    place = key if index is None else f"{key}[{index}]"
    return source_event_id(system, table=TABLE, primary_key=place, version=1)
