"""An event as a caller said it, whatever the form: the members under this bus's names, not yet checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from simpul.adapters.http.problem import FieldError, shown_name

MEMBERS: Final = (
    "type",
    "id",
    "data",
    "occurred_at",
    "registered_at",
    "supersedes",
    "cancels",
    "cause",
    "region_code",
    "synthetic",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One event of a request.

    Attributes:
        members: by the names of `MEMBERS`.
        source: within which the id is unique; empty: within the system.
        errors: what is wrong with its form.
        names: how the caller calls members that have another name there.
    """

    members: Mapping[str, object]
    source: str = ""
    errors: tuple[FieldError, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def error(self, name: str, detail: str) -> FieldError:
        """An error of a member, under the name that the caller knows."""
        return FieldError(field=self.names.get(name, name), detail=detail)


def plain(document: object) -> Said:
    """An event in this bus's own form."""
    if not isinstance(document, dict):
        return no_object()
    unknown = [name for name in document if name not in MEMBERS]
    errors = tuple(FieldError(field=shown_name(name), detail="there is no such member; remove it") for name in unknown)
    return Said(members={name: value for name, value in document.items() if value is not None}, errors=errors)


def no_object() -> Said:
    """What stands where an event should be."""
    return Said(members={}, errors=(FieldError(field="", detail="an event is a JSON object"),))
