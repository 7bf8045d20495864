"""What a caller is told when it is not done: an answer of RFC 9457 that repeats no value of the request."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

CONTENT_TYPE: Final = "application/problem+json"
_NAME: Final = re.compile(r"[A-Za-z_][\w.\[\]{}-]{0,80}", re.ASCII)
_URN: Final = "urn:simpul:problem:"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """A part of an event that is not as it should be, and what is expected there."""

    field: str
    detail: str


@dataclass(eq=False)
class Problem(Exception):
    """One kind of refusal; `kind` never changes its meaning, so that programs may rely on it."""

    status: int
    kind: str
    title: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def members(self) -> dict[str, object]:
        """The members of its JSON object."""
        members: dict[str, object] = {
            "type": _URN + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            members["errors"] = [{"field": error.field, "detail": error.detail} for error in self.errors]
        return members


def malformed(detail: str) -> Problem:
    """400: the body cannot be read at all."""
    return Problem(400, "malformed-body", "The body cannot be read", detail)


def unknown_key() -> Problem:
    """401: no key, or one that is not known."""
    return Problem(
        401,
        "unknown-key",
        "The API key is missing or not known",
        "send the key of your system as `Authorization: Bearer <key>` or `X-API-Key: <key>`",
        headers={"WWW-Authenticate": 'Bearer realm="simpul"'},
    )


def not_yours(detail: str) -> Problem:
    """403: the catalogue does not let the caller's system publish the event type."""
    return Problem(403, "not-yours", "Your system may not publish this event type", detail)


def other_content() -> Problem:
    """409: the id of the event, or the idempotency key, was used for something else."""
    return Problem(
        409,
        "other-content",
        "The id was used for another event",
        "this id, or Idempotency-Key, was accepted before with other content: give a new event its own; to correct an "
        "event, send a new one that says `supersedes`",
    )


def too_large(detail: str) -> Problem:
    """413: more than one request may hold."""
    return Problem(413, "too-large", "The request is too large", detail)


def unsupported(detail: str) -> Problem:
    """415: a content type or encoding that is not read here."""
    return Problem(415, "unsupported-content", "The content type is not supported", detail)


def invalid(errors: Iterable[FieldError], *, detail: str) -> Problem:
    """422: the event is not as its contract says."""
    return Problem(422, "invalid-event", "The event is not valid", detail, tuple(errors))


def too_busy(detail: str, *, seconds: int) -> Problem:
    """429: come back later."""
    return Problem(429, "too-busy", "Too many events are waiting", detail, headers={"Retry-After": str(seconds)})


def no_room(*, seconds: int) -> Problem:
    """503: nothing can be kept on disk now."""
    return Problem(
        503,
        "no-room",
        "No event can be taken now",
        "there is no room on disk; nothing of this request was taken: keep it, and send it again later",
        headers={"Retry-After": str(seconds)},
    )


def unexpected() -> Problem:
    """500: an error of ours."""
    return Problem(
        500,
        "unexpected",
        "An error of the bus",
        "the request may or may not have been taken: send it again with the same ids, which makes no double",
    )


def of_http(status: int, reason: str) -> Problem:
    """What HTTP itself refuses: a path or a method that is not served."""
    return Problem(status, f"http-{status}", reason, "see /openapi.json for what is served here")


def shown_name(name: str) -> str:
    """A name that the caller chose, if it looks like one; else it may be a value in the wrong place."""
    return name if _NAME.fullmatch(name) else "(not a name)"
