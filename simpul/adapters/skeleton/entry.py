"""The entry of an adapter in adapters.yaml, written behind the others, whose comments stay."""

from typing import Final

from simpul.adapters.skeleton.wanted import Wanted, Way

_HOW: Final = {
    Way.FILES: "from exports that are dropped into a folder",
    Way.TABLE: "by comparing a table with what it was",
    Way.OUTBOX: "from the outbox of its database",
    Way.HTTP: "sent over HTTP",
    Way.PULL: "pulled page by page",
}


def said_of(wanted: Wanted) -> str:
    """What the adapter does, in a few words."""
    return f"{wanted.contract.event_type} of system {wanted.system}, {_HOW[wanted.way]}."


def entry(wanted: Wanted) -> str:
    """The lines of the entry."""
    return (
        f"  - name: {wanted.name}\n"
        f"    systems: [{wanted.system}]\n"
        f"    module: {wanted.module}\n"
        f"    doc: {said_of(wanted)}\n"
    )


def with_entry(text: str, wanted: Wanted) -> str:
    """The text of adapters.yaml with one entry more; of a file that is not there, an empty text."""
    before = f"{text.rstrip()}\n\n" if text.strip() else "adapters:\n"
    return before + entry(wanted)
