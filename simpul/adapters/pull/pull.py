"""Asks a foreign service again and again, and says what is new in it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self, cast

from pydantic import SecretStr
from yarl import URL

from simpul.adapters.mapping import Known
from simpul.adapters.pull.asking import Client, session
from simpul.adapters.pull.declaration import PulledPages
from simpul.adapters.pull.items import Items
from simpul.adapters.pull.paging import Document, FieldMissing, at
from simpul.adapters.pull.paging import Items as Listed
from simpul.adapters.pull.place import Page, ReadingPlace
from simpul.adapters.rows import Reading
from simpul.adapters.setup import Setup
from simpul.adapters.source import Batch
from simpul.errors import SourceError
from simpul.state import Part, Store


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Pull:
    """The events of a service that is asked page by page.

    Attributes:
        declared: the address's items and what they mean.
        address: the first page; the key of the service stands before the host, as `https://:key@host/path`.
        reading: what items are read with.
        once: end after one round.
        now: tells when a page was read.
        sleep: waits so many seconds.
    """

    declared: PulledPages
    address: SecretStr
    reading: Reading
    once: bool = False
    now: Callable[[], datetime] = _utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @classmethod
    def of(cls, declared: PulledPages, *, setup: Setup) -> Self:
        """The way in to a service, as an adapter is set up.

        Raises:
            SettingError: the origin or the key of the tokens is not given.
        """
        known = Known(codes=setup.codes, tokens=setup.tokens)
        reading = Reading(known=known, contracts=setup.contracts, flagged=setup.flagged)
        return cls(declared=declared, address=SecretStr(setup.origin), reading=reading, once=setup.once)

    async def batches(self, memory: Store) -> AsyncIterator[Batch]:
        """What is new, page after page and round after round; a service that is away is asked again.

        Raises:
            SourceError: the service refuses, or its pages are not what they were; the place is kept.
        """
        declared = self.declared
        address, headers = self._address_and_key()
        async with session(headers) as opened:
            pause_s = declared.pause.total_seconds()
            client = Client(table=declared.table, session=opened, origin=address, pause_s=pause_s, sleep=self.sleep)
            while True:
                async for batch in _Round(self, client, memory).batches():
                    yield batch
                if self.once:
                    return
                await self.sleep(declared.every.total_seconds())

    def _address_and_key(self) -> tuple[URL, Mapping[str, str]]:
        declared = self.declared
        address = URL(self.address.get_secret_value())
        if address.scheme not in {"http", "https"} or not address.host:
            raise SourceError(f"{declared.table} has no address of a service; write it as https://:key@host/path")
        key = address.password
        headers = {declared.key_header: declared.key_form.format(key=key)} if key else {}
        return address.with_user(None), headers


class _Round:
    """One walk through the pages."""

    def __init__(self, pull: Pull, client: Client, memory: Store) -> None:
        self._pull, self._client = pull, client
        self._declared, self._paging = pull.declared, pull.declared.paging
        self._place = ReadingPlace(memory)
        self._items = Items(pull.declared, reading=pull.reading, memory=Part(memory, "items"))
        self._whole = self._place.at is None  # not one that a crash has cut
        self._newest = self._place.since
        self._news = 0

    async def batches(self) -> AsyncIterator[Batch]:
        """What is new on each page that has changed."""
        kept = self._place.at
        asked: URL | None = (
            self._paging.first(self._client.origin, since=self._place.since) if kept is None else self._absolute(kept)
        )
        met: set[URL] = set()
        while asked is not None:
            if asked in met:
                raise self._problem(asked, "it comes after itself")
            met.add(asked)
            before = self._place.page(self._client.shown(asked))
            answer = await self._client.page(asked, etag=before.etag if before else None)
            if answer.document is None:
                asked = self._skipped(asked, before)
                continue
            batch, asked = self._read(asked, answer.document, answer.etag)
            yield batch
        if self._whole and not self._news and self._newest and self._newest != self._place.since:
            self._place.advance(self._newest)
        yield Batch(emissions=(), rows=0)  # with the place behind pages that were as before

    def _read(self, asked: URL, document: Document, etag: str | None) -> tuple[Batch, URL | None]:
        refused, newly_refused = self._items.refused, self._items.newly_refused
        try:
            listed = self._listed(document)
            emissions = [one for item in listed for one in self._items.says(item, at=self._pull.now())]
            following = self._paging.following(asked, document, listed)
            newest = self._paging.newest(listed, None)
        except FieldMissing as missing:
            raise self._problem(asked, str(missing)) from None
        if following is not None and following.origin() != self._client.origin.origin():
            raise self._problem(asked, "it leads to another host, which is not given the key")
        self._news += len(emissions)
        self._keep(asked, following, etag=etag if self._items.refused == refused else None, newest=newest)
        rejected = self._items.newly_refused - newly_refused
        return Batch(emissions=emissions, rows=len(listed), rejected=rejected), following

    def _listed(self, document: Document) -> Listed:
        listed = at(document, self._declared.items)
        if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
            raise FieldMissing(f"the field {self._declared.items} is no list of objects")
        return cast("Listed", listed)

    def _keep(self, asked: URL, following: URL | None, *, etag: str | None, newest: str | None) -> None:
        here, there = self._client.shown(asked), self._client.shown(following) if following else None
        moved_on = self._paging.keeps_place and following is not None
        if etag is None or moved_on:
            self._place.forget(here)
        else:
            self._place.keep(here, Page(etag, there, newest))
        self._go(here, there, newest)

    def _skipped(self, asked: URL, before: Page | None) -> URL | None:
        if before is None:
            raise self._problem(asked, "it is said to be unchanged, though it was not asked for changes")
        self._go(self._client.shown(asked), before.following, before.newest)
        return None if before.following is None else self._absolute(before.following)

    def _go(self, here: str, there: str | None, newest: str | None) -> None:
        self._newest = max(filter(None, (self._newest, newest)), default=None)
        self._place.go_on(here if there is None and self._paging.keeps_place else there)

    def _absolute(self, shown: str) -> URL:
        origin = self._client.origin
        return origin.join(URL(shown)).update_query(origin.query)

    def _problem(self, asked: URL, what: str) -> SourceError:
        return SourceError(
            f"{self._declared.table}: page {self._client.shown(asked)} cannot be read: {what}. Compare it with what "
            "the adapter declares, and ask the keeper of the service. Reading goes on from this page"
        )
