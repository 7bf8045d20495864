"""The events of a producer that are on their way: never more than there is room for, and no failure is lost."""

import asyncio

from simpul.sdk.sent import Sent


class Flight:
    """Gives each event a place, and takes it back once it is settled."""

    def __init__(self, *, room: int) -> None:
        self._room = asyncio.Semaphore(room)
        self._flying: set[Sent] = set()
        self.unnoticed: set[Sent] = set()

    async def board(self, event_id: str) -> Sent:
        """A place for an event, as soon as there is one."""
        await self._room.acquire()
        sent = Sent(event_id=event_id, unnoticed=self.unnoticed, when_settled=self.leave)
        self._flying.add(sent)
        return sent

    def leave(self, sent: Sent) -> None:
        """The place of an event is free again."""
        self._flying.discard(sent)
        self._room.release()

    async def over(self) -> None:
        """Return once no event is on its way any more, landed or failed."""
        while self._flying:
            await asyncio.wait([sent.outcome for sent in self._flying])
