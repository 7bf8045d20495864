"""Serves the subscriptions to what flows say, at most 600 a minute for each flow and subscriber; the rest waits (R17).

A day on which a pay list or a registry is loaded whole can open thousands of cases. Their readers are people, so they
get them in order and slowly, and none is dropped.
"""

import struct
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

from simpul.errors import SettingError
from simpul.events import Event
from simpul.runtime import App, Context, Fired, Handlers, Inbound, Kept, Outbound, Received, Sent, StatefulProcessor
from simpul.state import after, ended, packed_parts, unpacked_parts
from streams.distribution import Delivery, deliveries_of

PER_MINUTE = 600
SPAN_S = 61  # a second that has begun counts whole, so that no minute, wherever it begins, holds more

_NUMBER = struct.Struct(">Q")
_SECOND = struct.Struct(">QI")  # a second since 1970, and how many went out in it


class Pace:
    """The queues of the flows and subscribers whose place is this task, and how fast they were served."""

    def __init__(self, kept: Kept, *, deliveries: Mapping[str, tuple[Delivery, ...]]) -> None:
        """Take the stores `waiting` (place and number, to a delivery), `numbers` and `served` (by place)."""
        self._waiting, self._numbers, self._served = kept["waiting"], kept["numbers"], kept["served"]
        self._timers = kept.timers
        self._deliveries = deliveries
        self._by_id = {each.subscription.id: each for several in deliveries.values() for each in several}

    def address(self, inbound: Inbound[Event]) -> Iterator[Sent]:
        """Each delivery of an event, on its way to the queue of its flow and subscriber."""
        flow = str(inbound.event.__dict__["flow"])
        for delivery in self._deliveries[inbound.event.event_type]:
            if delivery.wants(inbound):
                subscription = delivery.subscription
                place = f"{flow}/{subscription.subscriber}".encode()
                yield Sent(place, _packed(delivery.outbound(inbound), subscription_id=subscription.id))

    def queue(self, received: Received) -> Iterator[Outbound]:
        """Put a delivery behind those that wait, and give what may go now."""
        place = received.place
        number = _NUMBER.unpack(self._numbers.get(place) or bytes(_NUMBER.size))[0]
        self._waiting.put(ended(place) + _NUMBER.pack(number), received.value)
        self._numbers.put(place, _NUMBER.pack(number + 1))
        return self._serve(place, now=received.now)

    def go_on(self, fired: Fired) -> Iterator[Outbound]:
        """Give what may go now, some time after the pace was reached."""
        return self._serve(fired.timer.key, now=fired.now)

    def _serve(self, place: bytes, *, now: datetime) -> Iterator[Outbound]:
        second = int(now.timestamp())
        served = {at: count for at, count in _seconds(self._served.get(place)) if at > second - SPAN_S}
        room = PER_MINUTE - sum(served.values())
        waiting = self._waiting.scan(ended(place), after(ended(place)))
        ready = list(islice(waiting, room + 1))
        for key, packed in ready[:room]:
            self._waiting.delete(key)
            outbound = self._running(packed, now=now)
            if outbound is not None:
                served[second] = served.get(second, 0) + 1
                yield outbound
        self._served.put(place, b"".join(_SECOND.pack(*each) for each in sorted(served.items())))
        if len(ready) > room:
            self._timers.set(place, (min(served, default=second) + SPAN_S) * 1000)

    def _running(self, packed: bytes, *, now: datetime) -> Outbound | None:
        """The delivery, unless its subscription has ended while it waited: then nobody may have it."""
        subscription_id, outbound = _unpacked(packed)
        delivery = self._by_id.get(subscription_id)
        return outbound if delivery is not None and delivery.runs(now) else None


def build(context: Context) -> list[StatefulProcessor]:
    """One step for all that flows say and somebody subscribes to."""
    if context.tokens is None:
        raise SettingError("SIMPUL_TOKEN_KEY is not set, and deliveries are re-keyed with it; ask its keeper for it")
    deliveries = deliveries_of(context, tokens=context.tokens, lane="paced")

    def bind(kept: Kept) -> Handlers:
        pace = Pace(kept, deliveries=deliveries)
        return Handlers(event=pace.address, timer=pace.go_on, message=pace.queue)

    return [
        StatefulProcessor(
            name="deliver-at-pace",
            reads=tuple(deliveries),
            stores=("waiting", "numbers", "served"),
            bind=bind,
            rekeys=True,
        )
    ]


def _packed(outbound: Outbound, *, subscription_id: str) -> bytes:
    place = (outbound.topic.encode(), str(outbound.partition).encode(), outbound.event_type.encode())
    record = (outbound.key or b"", outbound.value or b"")
    headers = (part for name, value in outbound.headers for part in (name.encode(), value))
    return packed_parts([subscription_id.encode(), *place, *record, *headers])


def _unpacked(packed: bytes) -> tuple[str, Outbound]:
    subscription_id, topic, partition, event_type, key, value, *flat = unpacked_parts(packed)
    headers = [(name.decode(), text) for name, text in zip(flat[::2], flat[1::2], strict=True)]
    outbound = Outbound(topic.decode(), int(partition), key, value, headers, event_type.decode())
    return subscription_id.decode(), outbound


def _seconds(packed: bytes | None) -> Iterator[tuple[int, int]]:
    return _SECOND.iter_unpack(packed or b"")


app = App("distribution-paced", build=build)
