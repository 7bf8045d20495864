"""How a service divides what it has into pages; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeAlias

from yarl import URL

Document: TypeAlias = Mapping[str, object]
Items: TypeAlias = Sequence[Mapping[str, object]]


class FieldMissing(Exception):
    """A page or item lacks a field that is declared; says which, and what stands there instead."""


class Paging(Protocol):
    """One way to go from page to page."""

    @property
    def keeps_place(self) -> bool:
        """Whether the next round goes on where this one ended, instead of from the first page."""

    def first(self, address: URL, *, since: str | None) -> URL:
        """The page to begin with, of all items or of those changed since then."""

    def following(self, asked: URL, document: Document, items: Items) -> URL | None:
        """The page after one; None behind the last.

        Raises:
            FieldMissing: the page does not say what it must.
        """

    def newest(self, items: Items, since: str | None) -> str | None:
        """The latest time of change among items and `since`.

        Raises:
            FieldMissing: an item does not say what it must.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLink:
    """Each page names the address of the next one; the last has none, or null."""

    field: str = "next"
    keeps_place: ClassVar[bool] = False

    def first(self, address: URL, *, since: str | None) -> URL:  # noqa: ARG002  # it does not ask for changes
        """The address itself."""
        return address

    def following(self, asked: URL, document: Document, items: Items) -> URL | None:  # noqa: ARG002
        """Where the page points to."""
        link = at(document, self.field, optional=True)
        if link is not None and not isinstance(link, str):
            raise FieldMissing(f"{self.field} is {_kind(link)}, not an address or null")
        return asked.join(URL(link)) if link else None

    def newest(self, items: Items, since: str | None) -> str | None:  # noqa: ARG002
        """Nothing."""
        return since


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Each page gives a mark to ask for what comes after it; the last mark is kept for the next round."""

    parameter: str = "cursor"
    field: str = "next_cursor"
    keeps_place: ClassVar[bool] = True

    def first(self, address: URL, *, since: str | None) -> URL:  # noqa: ARG002  # a cursor says more than a time
        """The address without a mark."""
        return address

    def following(self, asked: URL, document: Document, items: Items) -> URL | None:  # noqa: ARG002
        """The same address with the mark of the page; None for no mark or the same one."""
        mark = at(document, self.field, optional=True)
        if mark is not None and not isinstance(mark, str | int):
            raise FieldMissing(f"{self.field} is {_kind(mark)}, not text or null")
        if mark in (None, "") or str(mark) == asked.query.get(self.parameter):
            return None
        return asked.update_query({self.parameter: str(mark)})

    def newest(self, items: Items, since: str | None) -> str | None:  # noqa: ARG002
        """Nothing."""
        return since


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """Pages have numbers and end with an empty one; with `since`, only what has changed is asked for.

    Attributes:
        parameter: of the number.
        start: the first number.
        since: the parameter that asks for items changed at or after a time, if there is one.
        changed: the field of an item with that time, written so that text is ordered as time is.
    """

    parameter: str = "page"
    start: int = 1
    since: str | None = None
    changed: str = "changed_at"
    keeps_place: ClassVar[bool] = False

    def first(self, address: URL, *, since: str | None) -> URL:
        """The first page."""
        asked = address.update_query({self.parameter: str(self.start)})
        return asked.update_query({self.since: since}) if self.since and since else asked

    def following(self, asked: URL, document: Document, items: Items) -> URL | None:  # noqa: ARG002
        """The page with the next number; None behind an empty one."""
        number = int(asked.query[self.parameter])
        return asked.update_query({self.parameter: str(number + 1)}) if items else None

    def newest(self, items: Items, since: str | None) -> str | None:
        """The largest time of change."""
        if self.since is None:
            return None
        return max([*(str(at(item, self.changed)) for item in items), *([since] if since else [])], default=None)


def at(document: Document, path: str, *, optional: bool = False) -> object:
    """What stands in a document under names joined by dots.

    Raises:
        FieldMissing: nothing stands there, and it is not optional.
    """
    found: object = document
    for name in path.split("."):
        if not isinstance(found, Mapping) or name not in found:
            if optional:
                return None
            raise FieldMissing(f"the field {path} is missing")
        found = found[name]
    return found


def _kind(value: object) -> str:
    return {dict: "an object", list: "a list", str: "text", type(None): "null"}.get(type(value), type(value).__name__)
