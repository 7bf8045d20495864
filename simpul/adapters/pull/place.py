"""Where the reading of a service is, and what is known of the pages it has read."""

import hashlib
import json
from typing import NamedTuple

from simpul.state import Part, Store

_AT, _SINCE = b"at", b"since"


class Page(NamedTuple):
    """What a page was when it was read: its mark of version, where it led to, and its latest change."""

    etag: str
    following: str | None
    newest: str | None


class ReadingPlace:
    """The part of the memory that says where to go on; addresses stand there as they may be shown."""

    def __init__(self, memory: Store) -> None:
        self._place = Part(memory, "place")
        self._pages = Part(memory, "pages")

    @property
    def at(self) -> str | None:
        """The page to go on with; None for the first one."""
        return _text(self._place.get(_AT))

    @property
    def since(self) -> str | None:
        """Nothing that was changed earlier need be asked for."""
        return _text(self._place.get(_SINCE))

    def go_on(self, address: str | None) -> None:
        """The next page to ask for."""
        if address is None:
            self._place.delete(_AT)
        else:
            self._place.put(_AT, address.encode())

    def advance(self, since: str) -> None:
        """Ask for later changes from now on; the pages of earlier ones are forgotten."""
        self._place.put(_SINCE, since.encode())
        for key, _ in list(self._pages.everything()):
            self._pages.delete(key)

    def page(self, address: str) -> Page | None:
        """What the page was, if it has a mark of version."""
        stored = self._pages.get(_hashed(address))
        return None if stored is None else Page(*json.loads(stored))

    def keep(self, address: str, page: Page) -> None:
        """Ask for the page only if it has changed."""
        self._pages.put(_hashed(address), json.dumps(page).encode())

    def forget(self, address: str) -> None:
        """Ask for the page in any case."""
        self._pages.delete(_hashed(address))


def _hashed(address: str) -> bytes:
    return hashlib.blake2b(address.encode(), digest_size=16).digest()


def _text(stored: bytes | None) -> str | None:
    return None if stored is None else stored.decode()
