"""The two sides of the join benchmarks: taps of sand trucks and changes of their cards, under one key."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from avro_schemas.bprd import SandTruckTapped, SkabCardChanged
from benchmarks.records import InputRecord
from simpul.contracts import Contracts, encode, key_text
from simpul.events import Event
from simpul.ids import source_event_id
from simpul.wire import Envelope, write_headers

GATES = 29  # the system that takes the taps and issues the cards
VALUE_BYTES = 100
NEARBY = 1_000  # records between which a tap and the change of its card may lie
_TAP, _CARD = re.compile(rb"R(\d{9})"), re.compile(rb"H(\d{9})")
_PADDING = 73  # to values of 100 bytes


class Cards:
    """Makes the records of both sides; all records of a benchmark have a number and, a millisecond apart, a time."""

    def __init__(self, contracts: Contracts, *, start_ms: int) -> None:
        self._contracts = contracts
        self._start_ms = start_ms

    def tap(self, card: int, number: int) -> InputRecord:
        """A tap of a card."""
        event = SandTruckTapped(
            card_serial=serial(card),
            permit_holder_id=f"HOLDER-{card:09d}",
            commodity="SAND",
            plate=f"N {card % 9_000 + 1_000} UZ",
            gate_id="GATE-07",
            reader_id=f"R{number:09d}",
            balance_after=number % 1_000 * 1_000,
            tapped_at=self._at(number),
        )
        return self._record(event, number, event.tapped_at)

    def change(self, card: int, number: int) -> InputRecord:
        """A new state of a card, in 100 bytes."""
        event = SkabCardChanged(
            card_serial=serial(card),
            permit_holder_id=f"H{number:09d}".ljust(_PADDING, "-"),
            commodity="SAND",
            status="ACTIVE",
            valid_to=date(2030, 12, 31),
        )
        return self._record(event, number, self._at(number))

    def _at(self, number: int) -> datetime:
        return datetime.fromtimestamp((self._start_ms + number) / 1000, UTC)

    def _record(self, event: Event, number: int, at: datetime) -> InputRecord:
        contract, data = self._contracts.latest(event.event_type), event.__dict__
        key = key_text(contract, data)
        envelope = Envelope(
            event_id=str(source_event_id(GATES, table=event.event_type, primary_key=str(number), version=1)),
            event_type=event.event_type,
            source_system=GATES,
            producer_opd=event.owner,
            occurred_at=at,
            registered_at=at,
            purpose=("SAND_TAX",),
            legal_basis="PUBLIC_TASK",
            synthetic=True,
        )
        headers = write_headers(envelope, subject=key)
        return InputRecord(number, key.encode(), encode(contract, data), headers, self._start_ms + number)


def serial(card: int) -> str:
    """The serial of a card, which is the key of both sides."""
    return f"SKAB-{card:09d}"


def numbers_in(value: bytes) -> tuple[int, int]:
    """The numbers of the tap and of the change that a result holds; -1 for one that it lacks."""
    tap, card = _TAP.search(value), _CARD.search(value)
    return (int(tap[1]) if tap else -1, int(card[1]) if card else -1)


@dataclass(frozen=True)
class Sides:
    """Which card each record is of, in the order of their numbers: (is a tap, card)."""

    order: tuple[tuple[bool, int], ...]

    @cached_property
    def taps(self) -> int:
        """How many records are taps."""
        return sum(is_tap for is_tap, _ in self.order)

    def records(self, contracts: Contracts, *, taps: bool, start_ms: int) -> Iterator[InputRecord]:
        """The records of one side; those of both are a millisecond apart."""
        cards = Cards(contracts, start_ms=start_ms)
        make = cards.tap if taps else cards.change
        return (make(card, number) for number, (is_tap, card) in enumerate(self.order) if is_tap is taps)


def look_ups(taps: int, *, keys: int, seed: int) -> Sides:
    """A table that is full before the first tap comes."""
    chance = random.Random(seed)
    changes = [(False, card) for card in range(keys)]
    return Sides((*changes, *((True, chance.randrange(keys)) for _ in range(taps))))


def meetings(records: int, *, keys: int, seed: int) -> Sides:
    """Taps and changes in turn: of ten, eight have their partner not far away, one tap and one change have none."""
    chance = random.Random(seed)
    placed: list[tuple[float, bool, int]] = []
    while len(placed) < records:
        at, card, fate = len(placed), chance.randrange(keys), chance.random()
        sides = ((True,) if fate < 1 / 6 else (False,)) if fate < 1 / 3 else (True, False)
        placed += [(at + chance.random() * NEARBY, is_tap, card) for is_tap in sides]
    return Sides(tuple((is_tap, card) for _, is_tap, card in sorted(placed)[:records]))


def pairs_of_tables(order: Iterable[tuple[bool, int]]) -> int:
    """How many results an inner join of two tables gives: one for each change of a row whose partner is there."""
    seen: set[tuple[bool, int]] = set()
    found = 0
    for is_tap, card in order:
        seen.add((is_tap, card))
        found += (not is_tap, card) in seen
    return found


def met_in_window(order: Iterable[tuple[bool, int]], *, window_ms: int) -> tuple[int, int]:
    """How many pairs of a tap and a change are so near each other, and how many records are in no pair."""
    met: set[int] = set()
    held: dict[tuple[bool, int], list[int]] = {}
    pairs = count = 0
    for number, (is_tap, card) in enumerate(order):
        near = [other for other in held.get((not is_tap, card), ()) if number - other <= window_ms]
        met.update((number, *near) if near else ())
        pairs += len(near)
        held.setdefault((is_tap, card), []).append(number)
        count += 1
    return pairs, count - len(met)
